// Written by `make reference` from docs/reference/openapi-query.json; not by hand.
export interface paths {
  '/v1/datasets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All datasets that the caller may read, with counts and time ranges. */
    get: operations['DatasetsController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Schema, fields, count and time range of a dataset. */
    get: operations['DatasetsController_describe'];
    put?: never;
    post?: never;
    /** Removes the dataset with all its records, for good; takes an operator. */
    delete: operations['DatasetManagementController_drop'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/records': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Records by typed filters, in pages.
     * @description Every parameter that is not listed here is a filter on a field: `class=pos`, `aa_000[gte]=100`. All filters must
     *     hold; a field may have several.
     *
     *     Operators: `eq` `ne` `gt` `gte` `lt` `lte` `in` `nin` `exists` `prefix` `contains`; none means `eq`. `in` and `nin` take a list
     *     (`class[in]=pos,neg`), `exists` takes true or false, `prefix` the beginning of a text and `contains` any part of
     *     it, up to 200 characters and never a regular expression. `ne` and `nin` also take records without the field; `eq`
     *     with `null` takes records where it is null or missing.
     *
     *     Values are read by the type of the field: integers exactly, dates as `2015-02-04` or `2015-02-04T17:51:00Z` (UTC where
     *     there is no zone), `null` as null. A value in double quotes is a text: `"null"`, `"a,b"`.
     *
     *     Names are taken as they are: `temp[C][gte]=5` filters the field `temp[C]`, since only a known operator in the last
     *     brackets is one. A place within an object is `position.x`. A field that is called like a parameter is reached with its
     *     operator: `limit[eq]=5`. Names with commas go in double quotes in `sort` and `fields`.
     *
     *     Pages follow one total order, by `sort` and then by `_id`; null and missing come first, then numbers, texts, and other
     *     types. `page.next` is the `cursor` of the page after it and `page.previous` of the one before, with the same `sort`.
     */
    get: operations['RecordsController_page'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/records/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Records by groups of filters, in pages.
     * @description Pages follow one total order, by `sort` and then by `_id`; null and missing come first, then numbers, texts, and other
     *     types. `page.next` is the `cursor` of the page after it and `page.previous` of the one before, with the same `sort`.
     */
    post: operations['RecordsController_search'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/records/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One record by its id. */
    get: operations['RecordsController_record'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/count': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How many records hold to the filters.
     * @description Every parameter that is not listed here is a filter on a field: `class=pos`, `aa_000[gte]=100`. All filters must
     *     hold; a field may have several.
     *
     *     Operators: `eq` `ne` `gt` `gte` `lt` `lte` `in` `nin` `exists` `prefix` `contains`; none means `eq`. `in` and `nin` take a list
     *     (`class[in]=pos,neg`), `exists` takes true or false, `prefix` the beginning of a text and `contains` any part of
     *     it, up to 200 characters and never a regular expression. `ne` and `nin` also take records without the field; `eq`
     *     with `null` takes records where it is null or missing.
     *
     *     Values are read by the type of the field: integers exactly, dates as `2015-02-04` or `2015-02-04T17:51:00Z` (UTC where
     *     there is no zone), `null` as null. A value in double quotes is a text: `"null"`, `"a,b"`.
     *
     *     Names are taken as they are: `temp[C][gte]=5` filters the field `temp[C]`, since only a known operator in the last
     *     brackets is one. A place within an object is `position.x`. A field that is called like a parameter is reached with its
     *     operator: `limit[eq]=5`. Names with commas go in double quotes in `sort` and `fields`.
     */
    get: operations['RecordsController_count'];
    put?: never;
    /** How many records hold to groups of filters. */
    post: operations['RecordsController_countGroups'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/latest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The latest record of one, some or all keys.
     * @description Of several records of a key the one with the latest timestamp `_ts`, and of those the one with the greatest `_id`.
     *     Keys come in their order; keys without records, and records without a key, are left out.
     *
     *     With an index for it a key costs the same however many records it has: an operator builds it by
     *     `POST /v1/datasets/{name}/indexes {"latest": "_key"}`. Without it every record is looked at, and `page.isIndexed` is
     *     false.
     */
    get: operations['LatestController_page'];
    put?: never;
    /**
     * The same for more keys than a URL can hold.
     * @description Of several records of a key the one with the latest timestamp `_ts`, and of those the one with the greatest `_id`.
     *     Keys come in their order; keys without records, and records without a key, are left out.
     *
     *     With an index for it a key costs the same however many records it has: an operator builds it by
     *     `POST /v1/datasets/{name}/indexes {"latest": "_key"}`. Without it every record is looked at, and `page.isIndexed` is
     *     false.
     */
    post: operations['LatestController_search'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/aggregate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Measures of records, by windows of time and by groups.
     * @description Windows and groups together make at most 10,000 rows. Numbers are added as doubles; null, missing values and values of other types count nowhere but in `count`. `first` and `last` go by time, deviations are those of the population.
     *
     *     Every parameter that is not listed here is a filter on a field: `class=pos`, `aa_000[gte]=100`. All filters must
     *     hold; a field may have several.
     *
     *     Operators: `eq` `ne` `gt` `gte` `lt` `lte` `in` `nin` `exists` `prefix` `contains`; none means `eq`. `in` and `nin` take a list
     *     (`class[in]=pos,neg`), `exists` takes true or false, `prefix` the beginning of a text and `contains` any part of
     *     it, up to 200 characters and never a regular expression. `ne` and `nin` also take records without the field; `eq`
     *     with `null` takes records where it is null or missing.
     *
     *     Values are read by the type of the field: integers exactly, dates as `2015-02-04` or `2015-02-04T17:51:00Z` (UTC where
     *     there is no zone), `null` as null. A value in double quotes is a text: `"null"`, `"a,b"`.
     *
     *     Names are taken as they are: `temp[C][gte]=5` filters the field `temp[C]`, since only a known operator in the last
     *     brackets is one. A place within an object is `position.x`. A field that is called like a parameter is reached with its
     *     operator: `limit[eq]=5`. Names with commas go in double quotes in `sort` and `fields`.
     */
    get: operations['AggregatesController_aggregate'];
    put?: never;
    /**
     * The same with groups of filters.
     * @description Windows and groups together make at most 10,000 rows. Numbers are added as doubles; null, missing values and values of other types count nowhere but in `count`. `first` and `last` go by time, deviations are those of the population.
     */
    post: operations['AggregatesController_aggregateGroups'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/series': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Series for a chart: as few points as it can show.
     * @description Every parameter that is not listed here is a filter on a field: `class=pos`, `aa_000[gte]=100`. All filters must
     *     hold; a field may have several.
     *
     *     Operators: `eq` `ne` `gt` `gte` `lt` `lte` `in` `nin` `exists` `prefix` `contains`; none means `eq`. `in` and `nin` take a list
     *     (`class[in]=pos,neg`), `exists` takes true or false, `prefix` the beginning of a text and `contains` any part of
     *     it, up to 200 characters and never a regular expression. `ne` and `nin` also take records without the field; `eq`
     *     with `null` takes records where it is null or missing.
     *
     *     Values are read by the type of the field: integers exactly, dates as `2015-02-04` or `2015-02-04T17:51:00Z` (UTC where
     *     there is no zone), `null` as null. A value in double quotes is a text: `"null"`, `"a,b"`.
     *
     *     Names are taken as they are: `temp[C][gte]=5` filters the field `temp[C]`, since only a known operator in the last
     *     brackets is one. A place within an object is `position.x`. A field that is called like a parameter is reached with its
     *     operator: `limit[eq]=5`. Names with commas go in double quotes in `sort` and `fields`.
     */
    get: operations['AggregatesController_series'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Records as a file: CSV, NDJSON, Parquet or Arrow.
     * @description A file of any length, written while it is read, at constant memory. Columns are the fields that are known of the dataset,
     *     `_id`, `_ts` and `_key` among them.
     *
     *     | format | null and missing | dates | objects, arrays, columns of several types |
     *     |---|---|---|---|
     *     | csv | empty; an empty text is `""` | ISO 8601 in UTC | JSON |
     *     | ndjson | null, missing | ISO 8601 in UTC | as they are |
     *     | parquet, arrow | null | timestamps in milliseconds, UTC | text, JSON where it is none |
     *
     *     Integers are 64 bits in parquet and arrow; a value beyond breaks the file off rather than be changed. A file that was
     *     broken off is not complete: the last chunk of the reply is missing. It goes on with `after` set to the `_id` of its last
     *     record.
     *
     *     Every parameter that is not listed here is a filter on a field: `class=pos`, `aa_000[gte]=100`. All filters must
     *     hold; a field may have several.
     *
     *     Operators: `eq` `ne` `gt` `gte` `lt` `lte` `in` `nin` `exists` `prefix` `contains`; none means `eq`. `in` and `nin` take a list
     *     (`class[in]=pos,neg`), `exists` takes true or false, `prefix` the beginning of a text and `contains` any part of
     *     it, up to 200 characters and never a regular expression. `ne` and `nin` also take records without the field; `eq`
     *     with `null` takes records where it is null or missing.
     *
     *     Values are read by the type of the field: integers exactly, dates as `2015-02-04` or `2015-02-04T17:51:00Z` (UTC where
     *     there is no zone), `null` as null. A value in double quotes is a text: `"null"`, `"a,b"`.
     *
     *     Names are taken as they are: `temp[C][gte]=5` filters the field `temp[C]`, since only a known operator in the last
     *     brackets is one. A place within an object is `position.x`. A field that is called like a parameter is reached with its
     *     operator: `limit[eq]=5`. Names with commas go in double quotes in `sort` and `fields`.
     */
    get: operations['ExportController_file'];
    put?: never;
    /**
     * The same with groups of filters.
     * @description A file of any length, written while it is read, at constant memory. Columns are the fields that are known of the dataset,
     *     `_id`, `_ts` and `_key` among them.
     *
     *     | format | null and missing | dates | objects, arrays, columns of several types |
     *     |---|---|---|---|
     *     | csv | empty; an empty text is `""` | ISO 8601 in UTC | JSON |
     *     | ndjson | null, missing | ISO 8601 in UTC | as they are |
     *     | parquet, arrow | null | timestamps in milliseconds, UTC | text, JSON where it is none |
     *
     *     Integers are 64 bits in parquet and arrow; a value beyond breaks the file off rather than be changed. A file that was
     *     broken off is not complete: the last chunk of the reply is missing. It goes on with `after` set to the `_id` of its last
     *     record.
     */
    post: operations['ExportController_fileOfGroups'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Records as they come.
     * @description Server-sent events, for `EventSource` and `curl -N`. A record comes when it is stored or replaced and holds to the
     *     filters then; one that changes several times within a moment may come once.
     *
     *     | event | data |
     *     |---|---|
     *     | ready | the stream stands; its id is where it begins |
     *     | record | the record; its id is the position to go on from |
     *     | gap | the position that was asked for is not known any more: changes are missing |
     *     | dropped | the client takes events too slowly; connect again |
     *     | end | nothing comes any more, and why |
     *
     *     A client that connects again with `Last-Event-ID`, as browsers do, gets what it missed, as far back as the oplog of
     *     MongoDB goes. Comments come as heartbeats.
     *
     *     Every parameter that is not listed here is a filter on a field: `class=pos`, `aa_000[gte]=100`. All filters must
     *     hold; a field may have several.
     *
     *     Operators: `eq` `ne` `gt` `gte` `lt` `lte` `in` `nin` `exists` `prefix` `contains`; none means `eq`. `in` and `nin` take a list
     *     (`class[in]=pos,neg`), `exists` takes true or false, `prefix` the beginning of a text and `contains` any part of
     *     it, up to 200 characters and never a regular expression. `ne` and `nin` also take records without the field; `eq`
     *     with `null` takes records where it is null or missing.
     *
     *     Values are read by the type of the field: integers exactly, dates as `2015-02-04` or `2015-02-04T17:51:00Z` (UTC where
     *     there is no zone), `null` as null. A value in double quotes is a text: `"null"`, `"a,b"`.
     *
     *     Names are taken as they are: `temp[C][gte]=5` filters the field `temp[C]`, since only a known operator in the last
     *     brackets is one. A place within an object is `position.x`. A field that is called like a parameter is reached with its
     *     operator: `limit[eq]=5`. Names with commas go in double quotes in `sort` and `fields`.
     */
    get: operations['LiveController_watch'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/live/aggregate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * An aggregate as it changes.
     * @description Server-sent events. First the whole aggregate, then what changes, once a second at most; a client that connects again
     *     gets the whole anew.
     *
     *     | event | data |
     *     |---|---|
     *     | ready | the stream stands |
     *     | snapshot | as `GET …/aggregate` answers, in place of all rows before |
     *     | rows | the same for the windows in `[from, to)`, in place of all rows with such a window |
     *     | dropped | the client takes events too slowly; connect again |
     *     | end | nothing comes any more, and why |
     *
     *     What is deleted, as by retention, shows with the next change of its window.
     *
     *     Every parameter that is not listed here is a filter on a field: `class=pos`, `aa_000[gte]=100`. All filters must
     *     hold; a field may have several.
     *
     *     Operators: `eq` `ne` `gt` `gte` `lt` `lte` `in` `nin` `exists` `prefix` `contains`; none means `eq`. `in` and `nin` take a list
     *     (`class[in]=pos,neg`), `exists` takes true or false, `prefix` the beginning of a text and `contains` any part of
     *     it, up to 200 characters and never a regular expression. `ne` and `nin` also take records without the field; `eq`
     *     with `null` takes records where it is null or missing.
     *
     *     Values are read by the type of the field: integers exactly, dates as `2015-02-04` or `2015-02-04T17:51:00Z` (UTC where
     *     there is no zone), `null` as null. A value in double quotes is a text: `"null"`, `"a,b"`.
     *
     *     Names are taken as they are: `temp[C][gte]=5` filters the field `temp[C]`, since only a known operator in the last
     *     brackets is one. A place within an object is `position.x`. A field that is called like a parameter is reached with its
     *     operator: `limit[eq]=5`. Names with commas go in double quotes in `sort` and `fields`.
     */
    get: operations['LiveController_watchAggregate'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/profile': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What is in each field.
     * @description Types, missing values, distinct and frequent values, and of numbers and dates their spread. Every figure is of the sample that the reply states.
     *
     *     Every parameter that is not listed here is a filter on a field: `class=pos`, `aa_000[gte]=100`. All filters must
     *     hold; a field may have several.
     *
     *     Operators: `eq` `ne` `gt` `gte` `lt` `lte` `in` `nin` `exists` `prefix` `contains`; none means `eq`. `in` and `nin` take a list
     *     (`class[in]=pos,neg`), `exists` takes true or false, `prefix` the beginning of a text and `contains` any part of
     *     it, up to 200 characters and never a regular expression. `ne` and `nin` also take records without the field; `eq`
     *     with `null` takes records where it is null or missing.
     *
     *     Values are read by the type of the field: integers exactly, dates as `2015-02-04` or `2015-02-04T17:51:00Z` (UTC where
     *     there is no zone), `null` as null. A value in double quotes is a text: `"null"`, `"a,b"`.
     *
     *     Names are taken as they are: `temp[C][gte]=5` filters the field `temp[C]`, since only a known operator in the last
     *     brackets is one. A place within an object is `position.x`. A field that is called like a parameter is reached with its
     *     operator: `limit[eq]=5`. Names with commas go in double quotes in `sort` and `fields`.
     */
    get: operations['ProfileController_profile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/indexes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Indexes of a dataset, and those that slow queries lacked. */
    get: operations['IndexesController_list'];
    put?: never;
    /**
     * Builds an index while reading and writing go on; takes an operator.
     * @description 201 where it is ready within 5 s, else 202: the build goes on, and the list tells when it is there.
     */
    post: operations['IndexesController_build'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/indexes/{index}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Drops an index that Sluice does not need; takes an operator. */
    delete: operations['IndexesController_drop'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/buckets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Window aggregates that are kept of a dataset, and how far they are behind it. */
    get: operations['BucketsController_list'];
    put?: never;
    /**
     * Keeps aggregates of windows from now on, for aggregates to be computed over; takes an operator.
     * @description They are built in the background, with an index on the time field where there is none, and used by themselves once they are kept. Declared again, they stay as they are. At most 8 of a dataset.
     */
    post: operations['BucketsController_declare'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/buckets/{buckets}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Forgets buckets; takes an operator. An index that was built for them stays. */
    delete: operations['BucketsController_drop'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/schemas': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every schema that records of the dataset have had, and since when. */
    get: operations['DatasetManagementController_schemas'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/retention': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How long records stay. */
    get: operations['DatasetManagementController_retention'];
    put?: never;
    /** Sets how long records stay; takes an operator. */
    post: operations['DatasetManagementController_retain'];
    /** Lets records stay; takes an operator. */
    delete: operations['DatasetManagementController_keep'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/datasets/{name}/rename': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Gives the dataset another name; takes an operator.
     * @description Connectors go on writing to the old name until they are told otherwise.
     */
    post: operations['DatasetManagementController_rename'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The process runs. Never fails because a dependency is down. */
    get: operations['HealthController_live'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The process can do its work: 200, else 503. */
    get: operations['HealthController_ready'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every check with its facts: 200 when all pass, else 503. */
    get: operations['HealthController_details'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ProblemDto: {
      /** @example urn:sluice:error:REQUEST_INVALID */
      type: string;
      title: string;
      /** @example 400 */
      status: number;
      /** @example reading parameter V1[gte]: a number is expected, not "warm" */
      detail: string;
      /** @example /v1/datasets/occupancy/records */
      instance: string;
      /** @example REQUEST_INVALID */
      code: string;
      /**
       * @description The parameter at fault.
       * @example V1[gte]
       */
      parameter?: string;
      /** @example a number */
      expected?: string;
      /**
       * @description A value that would do.
       * @example 23.5
       */
      example?: string;
    };
    TimeRangeDto: {
      /**
       * Format: date-time
       * @description Timestamp of the oldest record.
       */
      first?: string;
      /**
       * Format: date-time
       * @description Timestamp of the newest record.
       */
      last?: string;
    };
    DatasetSummaryDto: {
      /** @example occupancy */
      name: string;
      /**
       * @description Records, by the metadata of the collection.
       * @example 10129
       */
      count: number;
      /**
       * @description Fields of the records, without what Sluice adds.
       * @example 5
       */
      fields: number;
      /**
       * @description Topics whose records are stored here.
       * @example [
       *       "occupancy"
       *     ]
       */
      topics: string[];
      /** @description Range of the record timestamps `_ts`. */
      timeRange: components['schemas']['TimeRangeDto'];
    };
    DatasetListDto: {
      data: components['schemas']['DatasetSummaryDto'][];
    };
    FieldDto: {
      /**
       * @description Name in the stored record, for filters, sort and projection.
       * @example V1
       */
      name: string;
      /**
       * @description JSON types that the schema allows or that records have had; none: not known.
       * @example [
       *       "number",
       *       "null"
       *     ]
       */
      types: string[];
      /**
       * @description Its texts are instants and compared as such.
       * @enum {string}
       */
      format?: 'date' | 'date-time';
      /** @description True for what Sluice adds: id, record timestamp, key. */
      isAdded: boolean;
    };
    DatasetDto: {
      /** @example occupancy */
      name: string;
      /**
       * @description Records, by the metadata of the collection.
       * @example 10129
       */
      count: number;
      /**
       * @example [
       *       "occupancy"
       *     ]
       */
      topics: string[];
      /** @description Connector that wrote last. */
      connector: string;
      /** @description Range of the record timestamps `_ts`. */
      timeRange: components['schemas']['TimeRangeDto'];
      fields: components['schemas']['FieldDto'][];
      /** @description JSON Schema of the records; absent where they came without one. */
      schema?: {
        [key: string]: unknown;
      };
      /**
       * @description Names the schema.
       * @example 0f3c9a7be21d4c58
       */
      fingerprint?: string;
    };
    PageDto: {
      /** @description The `cursor` of the next page; null on the last one. */
      next: string | null;
      /** @example 100 */
      limit: number;
      /** @description Whether records come after this page. */
      hasMore: boolean;
      /** @description The `cursor` of the page before; null on the first one. */
      previous: string | null;
    };
    RecordsDto: {
      /**
       * @description Stored records: the fields of the record at their own names, and `_id`, `_ts`, `_key`. Integers of any size keep all digits.
       * @example [
       *       {
       *         "_id": "occupancy#0#0",
       *         "_ts": "2025-01-01T00:00:00.000Z",
       *         "time": "2015-02-04T17:51:00.000Z",
       *         "V1": 23.18,
       *         "V2": 27.272
       *       }
       *     ]
       */
      data: {
        [key: string]: unknown;
      }[];
      page: components['schemas']['PageDto'];
    };
    CountDto: {
      /** @example 10129 */
      count: number;
      /** @description False for an estimate. */
      isExact: boolean;
      /**
       * @description Records that an estimate by sample looked at.
       * @example 10000
       */
      sampled?: number;
      /**
       * @description The true count is within this of `count` in 95 of 100 cases.
       * @example 1200
       */
      margin?: number;
    };
    LatestPageInfoDto: {
      /** @description The `cursor` of the next page; null on the last one. */
      next: string | null;
      /** @example 100 */
      limit: number;
      /** @description Whether records come after this page. */
      hasMore: boolean;
      /** @description Whether an index led to each key at once. */
      isIndexed: boolean;
    };
    LatestPageDto: {
      /**
       * @description The latest record of each key, by key.
       * @example [
       *       {
       *         "_ts": "2025-01-01T00:00:00.000Z",
       *         "V1": 23.18
       *       }
       *     ]
       */
      data: {
        [key: string]: unknown;
      }[];
      page: components['schemas']['LatestPageInfoDto'];
    };
    AggregateRowDto: {
      /**
       * Format: date-time
       * @description Start of the window.
       * @example 2015-02-04T23:00:00.000Z
       */
      window?: string;
      /**
       * @description Values of the fields of `by`; null also where a record has none.
       * @example {
       *       "V3": 426
       *     }
       */
      group?: {
        [key: string]: unknown;
      };
      /**
       * @description Results by the name of their measure; null where there was nothing to compute from.
       * @example {
       *       "count": 1440,
       *       "avg(V1)": 21.4
       *     }
       */
      values: {
        [key: string]: unknown;
      };
    };
    AggregateBucketsDto: {
      /**
       * @description Their name.
       * @example 5m_time-3f9a1c
       */
      name: string;
      /**
       * Format: date-time
       * @description The answer holds every change that was stored before this time, and may hold later ones.
       */
      asOf: string;
    };
    AggregateMetaDto: {
      /**
       * @description Records that were looked at, or that buckets stand for.
       * @example 10129
       */
      records: number;
      /** @description Records without a time, which are in no window. */
      skipped?: number;
      /** @description False where percentiles (of more than 512 values: off by less than half a percent of rank) or distinct counts (of more than 2,000 values: off by 1.6 % on average) are estimates. */
      isExact: boolean;
      /** @description Buckets that the answer was computed over. */
      buckets?: components['schemas']['AggregateBucketsDto'];
    };
    AggregateDto: {
      /** @description By group, then by window. */
      data: components['schemas']['AggregateRowDto'][];
      meta: components['schemas']['AggregateMetaDto'];
    };
    SeriesPointsDto: {
      /** @example V1 */
      field: string;
      /**
       * @description Points before.
       * @example 10129
       */
      count: number;
      /** @description False where the series had 200,000 points or more and was first cut to the extremes of 20,000 stretches. */
      isExact: boolean;
      /**
       * @description Pairs of time, in milliseconds since 1970 in UTC, and value; by time.
       * @example [
       *       [
       *         1423072260000,
       *         23.18
       *       ]
       *     ]
       */
      points: number[][];
    };
    SeriesMetaDto: {
      /** @enum {string} */
      method: 'lttb' | 'minmax';
      /**
       * @description Records that were looked at.
       * @example 10129
       */
      records: number;
    };
    SeriesDto: {
      data: components['schemas']['SeriesPointsDto'][];
      meta: components['schemas']['SeriesMetaDto'];
    };
    DistinctDto: {
      /** @example 87 */
      count: number;
      /** @description False beyond 2,000: then off by 1.6 % on average. */
      isExact: boolean;
    };
    TopValueDto: {
      /**
       * @description The value; the beginning of its JSON where that is long.
       * @example rain
       */
      value: Record<string, never>;
      /** @example 641 */
      count: number;
      /** @description False where the field has more than 1,000 values, of which the first ones were counted. */
      isExact: boolean;
    };
    NumbersDto: {
      /** @example 10129 */
      count: number;
      /** @example 19 */
      min: number | string;
      /** @example 24.4 */
      max: number | string;
      /** @example 21.1 */
      mean: number | string;
      /**
       * @description Of the population; of dates in milliseconds.
       * @example 1.02
       */
      stddev: number;
      /**
       * @example {
       *       "p50": 21,
       *       "p99": 23.2
       *     }
       */
      quantiles: {
        [key: string]: unknown;
      };
      /**
       * @description 20 bins of equal width.
       * @example [
       *       {
       *         "from": 19,
       *         "to": 19.3,
       *         "count": 12
       *       }
       *     ]
       */
      histogram: {
        [key: string]: unknown;
      }[];
    };
    FieldProfileDto: {
      /** @example V1 */
      field: string;
      /**
       * @example {
       *       "number": 10129
       *     }
       */
      types: {
        [key: string]: number;
      };
      /**
       * @description Records without the field.
       * @example 0
       */
      missing: number;
      /** @example 0 */
      nulls: number;
      /** @description Different values in the sample. */
      distinct: components['schemas']['DistinctDto'];
      /** @description The most frequent values, as far as they occur more than once. */
      top: components['schemas']['TopValueDto'][];
      /** @description Where the field has numbers or dates. */
      numbers?: components['schemas']['NumbersDto'];
    };
    CorrelationsDto: {
      /**
       * @example [
       *       "V1",
       *       "V2"
       *     ]
       */
      fields: string[];
      /**
       * @description Pearson's, by row and column; null where it cannot be told.
       * @example [
       *       [
       *         1,
       *         -0.14
       *       ],
       *       [
       *         -0.14,
       *         1
       *       ]
       *     ]
       */
      matrix: (number | null)[][];
    };
    SampleDto: {
      /**
       * @description Records that were looked at.
       * @example 10000
       */
      records: number;
      /** @description True where they are a random sample; else they are all. */
      isSampled: boolean;
      /**
       * @description Records of the dataset, filters aside.
       * @example 10129
       */
      estimatedTotal: number;
    };
    ProfileDto: {
      data: components['schemas']['FieldProfileDto'][];
      correlations?: components['schemas']['CorrelationsDto'];
      sample: components['schemas']['SampleDto'];
      /**
       * Format: date-time
       * @description When the records were read.
       */
      at: string;
      /** @example 12 */
      ageSeconds: number;
    };
    IndexDto: {
      /** @example V1_1 */
      name: string;
      /**
       * @description Fields in order; 1 for ascending, -1 for descending.
       * @example {
       *       "V1": 1
       *     }
       */
      keys: {
        [key: string]: number;
      };
      /** @description Sluice needs it; it cannot be dropped. */
      isEssential: boolean;
      /** @example 237568 */
      sizeBytes?: number;
      /**
       * @description Queries that used it since MongoDB started.
       * @example 12
       */
      uses?: number;
      /** @description Records are removed this long after their timestamp. */
      retentionSeconds?: number;
    };
    IndexAdviceDto: {
      /**
       * @description As `fields` of a request for the index.
       * @example class,-aa_000
       */
      fields: string;
      /**
       * @description Slow queries that lacked it, as this process has seen.
       * @example 3
       */
      queries: number;
      /** @example 2300 */
      slowestMs: number;
      /** Format: date-time */
      lastAt: string;
    };
    IndexListDto: {
      data: components['schemas']['IndexDto'][];
      /** @description Indexes that this process is building, as `fields` asked for them. */
      building: string[];
      /** @description Indexes that slow queries lacked, the slowest first. */
      advice: components['schemas']['IndexAdviceDto'][];
    };
    BuiltIndexDto: {
      /**
       * @description Absent while it is being built.
       * @example V1_1
       */
      name?: string;
      /** @enum {string} */
      state: 'ready' | 'building';
    };
    BucketsDto: {
      /** @example 5m_time-3f9a1c */
      name: string;
      /** @example 5m */
      window: string;
      /** @example Europe/Berlin */
      zone?: string;
      /** @example time */
      timeField: string;
      /**
       * @description Fields whose values make groups.
       * @example [
       *       "V3"
       *     ]
       */
      by: string[];
      /**
       * @description Fields that can be measured.
       * @example [
       *       "V1"
       *     ]
       */
      fields: string[];
      /**
       * @description Used are those that are kept; `failed` will not be, for the reason given.
       * @enum {string}
       */
      state: 'building' | 'kept' | 'failed';
      /** @description Why they are not kept. */
      reason?: string;
      /**
       * Format: date-time
       * @description Every change that was stored before this time is in the buckets, or its window is known to be dirty.
       */
      asOf?: string;
      /**
       * @description Seconds since `asOf`.
       * @example 0.8
       */
      behindSeconds?: number;
      /**
       * @description Spans of time whose buckets are being computed anew; meanwhile their records are read.
       * @example 1
       */
      dirtySpans: number;
    };
    BucketsListDto: {
      data: components['schemas']['BucketsDto'][];
    };
    SchemaVersionDto: {
      /** @example 0f3c9a7be21d4c58 */
      fingerprint: string;
      /**
       * Format: date-time
       * @description When a record first had it.
       */
      since: string;
      /** @description Whether it is the latest. */
      isCurrent: boolean;
      /** @description Absent where its text was not kept. */
      schema?: {
        [key: string]: unknown;
      };
    };
    SchemaHistoryDto: {
      /** @description The oldest first. */
      data: components['schemas']['SchemaVersionDto'][];
    };
    RetentionDto: {
      /**
       * @description null: records stay.
       * @example 31536000
       */
      seconds: number | null;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  DatasetsController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DatasetListDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  DatasetsController_describe: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DatasetDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  DatasetManagementController_drop: {
    parameters: {
      query?: {
        /** @description The name of the dataset once more: it is removed with all its records, for good. */
        confirm?: string;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  RecordsController_page: {
    parameters: {
      query?: {
        /** @description Filters as an object, for this page: every member is a parameter of its own in the URL. */
        filters?: {
          [key: string]: string;
        };
        /** @description Begin of the time range, inclusive. */
        from?: string;
        /** @description End of the time range, exclusive. */
        to?: string;
        /** @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`. */
        timeField?: string;
        /** @description Fields to send, separated by commas; repeatable. Default: all. */
        fields?: string[];
        /** @description Fields to sort by, separated by commas, `-` for descending. Default: `_ts`. */
        sort?: string;
        /** @description Records in a page. */
        limit?: number;
        /** @description `page.next` of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RecordsDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  RecordsController_search: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Begin of the time range, inclusive.
           * @example 2015-01-01T00:00:00Z
           */
          from?: string;
          /**
           * @description End of the time range, exclusive.
           * @example 2035-01-01T00:00:00Z
           */
          to?: string;
          /**
           * @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`.
           * @example _ts
           */
          timeField?: string;
          /**
           * @description Fields to send, separated by commas; repeatable. Default: all.
           * @example [
           *       "_id,_ts"
           *     ]
           */
          fields?: string[];
          /**
           * @description Fields to sort by, separated by commas, `-` for descending. Default: `_ts`.
           * @example [
           *       "-_ts"
           *     ]
           */
          sort?: string[];
          /**
           * @description Records in a page.
           * @default 100
           * @example 10
           */
          limit?: number;
          /** @description `page.next` of the page before. */
          cursor?: string;
          /**
           * @description A filter `{field, op, value}`, a group `{"and": […]}` or `{"or": […]}`, or a list, all of which must hold. Groups nest 5 deep; at most 100 filters.
           * @example {
           *       "or": [
           *         {
           *           "field": "V1",
           *           "op": "gte",
           *           "value": 23
           *         },
           *         {
           *           "field": "V2",
           *           "op": "lt",
           *           "value": 20
           *         }
           *       ]
           *     }
           */
          where?: unknown;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RecordsDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  RecordsController_record: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        /** @description As `_id` shows it, percent-encoded. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stored record. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            [key: string]: unknown;
          };
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  RecordsController_count: {
    parameters: {
      query?: {
        /** @description Filters as an object, for this page: every member is a parameter of its own in the URL. */
        filters?: {
          [key: string]: string;
        };
        /** @description Begin of the time range, inclusive. */
        from?: string;
        /** @description End of the time range, exclusive. */
        to?: string;
        /** @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`. */
        timeField?: string;
        /** @description `exact` counts; `estimated` takes the metadata of the collection, or where there are filters and the dataset is large, a random sample. */
        mode?: 'exact' | 'estimated';
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CountDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  RecordsController_countGroups: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Begin of the time range, inclusive.
           * @example 2015-01-01T00:00:00Z
           */
          from?: string;
          /**
           * @description End of the time range, exclusive.
           * @example 2035-01-01T00:00:00Z
           */
          to?: string;
          /**
           * @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`.
           * @example _ts
           */
          timeField?: string;
          /**
           * @description `exact` counts; `estimated` takes the metadata of the collection, or where there are filters and the dataset is large, a random sample.
           * @default exact
           * @example estimated
           * @enum {string}
           */
          mode?: 'exact' | 'estimated';
          /**
           * @description A filter `{field, op, value}`, a group `{"and": […]}` or `{"or": […]}`, or a list, all of which must hold. Groups nest 5 deep; at most 100 filters.
           * @example {
           *       "or": [
           *         {
           *           "field": "V1",
           *           "op": "gte",
           *           "value": 23
           *         },
           *         {
           *           "field": "V2",
           *           "op": "lt",
           *           "value": 20
           *         }
           *       ]
           *     }
           */
          where?: unknown;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CountDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  LatestController_page: {
    parameters: {
      query?: {
        /** @description A key; repeatable, up to 1,000 of them. Default: all keys. */
        key?: string[];
        /** @description Field whose values are the keys. Default: the key of the record, `_key`. */
        by?: string;
        /** @description Fields to send, separated by commas; repeatable. Default: all. */
        fields?: string[];
        /** @description Keys in a page. Default: as many as are asked for by name, else 100. */
        limit?: number;
        /** @description `page.next` of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LatestPageDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  LatestController_search: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description A key; repeatable, up to 1,000 of them. Default: all keys.
           * @example [
           *       "1"
           *     ]
           */
          key?: string[];
          /**
           * @description Field whose values are the keys. Default: the key of the record, `_key`.
           * @example V3
           */
          by?: string;
          /**
           * @description Fields to send, separated by commas; repeatable. Default: all.
           * @example [
           *       "_id,_ts"
           *     ]
           */
          fields?: string[];
          /**
           * @description Keys in a page. Default: as many as are asked for by name, else 100.
           * @example 10
           */
          limit?: number;
          /** @description `page.next` of the page before. */
          cursor?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LatestPageDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  AggregatesController_aggregate: {
    parameters: {
      query?: {
        /** @description Filters as an object, for this page: every member is a parameter of its own in the URL. */
        filters?: {
          [key: string]: string;
        };
        /** @description Begin of the time range, inclusive. */
        from?: string;
        /** @description End of the time range, exclusive. */
        to?: string;
        /** @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`. */
        timeField?: string;
        /** @description What to compute, separated by commas: count, sum, avg, min, max, stddev, first, last, median, distinct, or a percentile such as p95, each of a field. `count` alone counts records. Default: `count`. */
        measures?: string[];
        /** @description Fields whose values make groups, separated by commas; at most 8. */
        by?: string[];
        /** @description Windows of time: a length such as `30s`, `5m`, `1h`, `7d`, or `day`, `week`, `month`, `quarter`, `year`. */
        window?: string;
        /** @description IANA time zone of days, weeks and longer. Default: UTC. */
        zone?: string;
        /** @description What stands in a window without records. Counts are 0 there. */
        fill?: 'none' | 'null' | 'zero' | 'previous' | 'linear';
        /** @description `none` computes of the records even where buckets that are kept would do. */
        buckets?: 'use' | 'none';
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AggregateDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  AggregatesController_aggregateGroups: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Begin of the time range, inclusive.
           * @example 2015-01-01T00:00:00Z
           */
          from?: string;
          /**
           * @description End of the time range, exclusive.
           * @example 2035-01-01T00:00:00Z
           */
          to?: string;
          /**
           * @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`.
           * @example _ts
           */
          timeField?: string;
          /**
           * @description What to compute, separated by commas: count, sum, avg, min, max, stddev, first, last, median, distinct, or a percentile such as p95, each of a field. `count` alone counts records. Default: `count`.
           * @example [
           *       "count,avg(V1),p95(V1)"
           *     ]
           */
          measures?: string[];
          /**
           * @description Fields whose values make groups, separated by commas; at most 8.
           * @example [
           *       "V3"
           *     ]
           */
          by?: string[];
          /**
           * @description Windows of time: a length such as `30s`, `5m`, `1h`, `7d`, or `day`, `week`, `month`, `quarter`, `year`.
           * @example day
           */
          window?: string;
          /**
           * @description IANA time zone of days, weeks and longer. Default: UTC.
           * @example Europe/Berlin
           */
          zone?: string;
          /**
           * @description What stands in a window without records. Counts are 0 there.
           * @default none
           * @example null
           * @enum {string}
           */
          fill?: 'none' | 'null' | 'zero' | 'previous' | 'linear';
          /**
           * @description `none` computes of the records even where buckets that are kept would do.
           * @default use
           * @example none
           * @enum {string}
           */
          buckets?: 'use' | 'none';
          /**
           * @description A filter `{field, op, value}`, a group `{"and": […]}` or `{"or": […]}`, or a list, all of which must hold. Groups nest 5 deep; at most 100 filters.
           * @example {
           *       "or": [
           *         {
           *           "field": "V1",
           *           "op": "gte",
           *           "value": 23
           *         },
           *         {
           *           "field": "V2",
           *           "op": "lt",
           *           "value": 20
           *         }
           *       ]
           *     }
           */
          where?: unknown;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AggregateDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  AggregatesController_series: {
    parameters: {
      query?: {
        /** @description Filters as an object, for this page: every member is a parameter of its own in the URL. */
        filters?: {
          [key: string]: string;
        };
        /** @description Begin of the time range, inclusive. */
        from?: string;
        /** @description End of the time range, exclusive. */
        to?: string;
        /** @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`. */
        timeField?: string;
        /** @description Fields of numbers, separated by commas; a series for each. */
        fields?: string[];
        /** @description Points of a series at most. */
        points?: number;
        /** @description `lttb` keeps the look of the line, `minmax` the smallest and largest of each stretch. */
        method?: 'lttb' | 'minmax';
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SeriesDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  ExportController_file: {
    parameters: {
      query?: {
        /** @description Filters as an object, for this page: every member is a parameter of its own in the URL. */
        filters?: {
          [key: string]: string;
        };
        /** @description Kind of file. */
        format?: 'csv' | 'ndjson' | 'parquet' | 'arrow';
        /** @description Begin of the time range, inclusive. */
        from?: string;
        /** @description End of the time range, exclusive. */
        to?: string;
        /** @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`. */
        timeField?: string;
        /** @description Columns, in this order, separated by commas. Default: all. */
        fields?: string[];
        /** @description Fields to sort by, separated by commas, `-` for descending. Default: `_ts`. */
        sort?: string;
        /** @description Records at most. Default: all. */
        limit?: number;
        /** @description Goes on after the record with this `_id`, with the same filters and sort: the last one of a file that was cut off. */
        after?: string;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
          'application/x-ndjson': string;
          'application/vnd.apache.parquet': string;
          'application/vnd.apache.arrow.stream': string;
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  ExportController_fileOfGroups: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Kind of file.
           * @default csv
           * @example csv
           * @enum {string}
           */
          format?: 'csv' | 'ndjson' | 'parquet' | 'arrow';
          /**
           * @description Begin of the time range, inclusive.
           * @example 2015-01-01T00:00:00Z
           */
          from?: string;
          /**
           * @description End of the time range, exclusive.
           * @example 2035-01-01T00:00:00Z
           */
          to?: string;
          /**
           * @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`.
           * @example _ts
           */
          timeField?: string;
          /**
           * @description Columns, in this order, separated by commas. Default: all.
           * @example [
           *       "_id,_ts"
           *     ]
           */
          fields?: string[];
          /**
           * @description Fields to sort by, separated by commas, `-` for descending. Default: `_ts`.
           * @example [
           *       "-_ts"
           *     ]
           */
          sort?: string[];
          /**
           * @description Records at most. Default: all.
           * @example 1000
           */
          limit?: number;
          /** @description Goes on after the record with this `_id`, with the same filters and sort: the last one of a file that was cut off. */
          after?: string;
          /**
           * @description A filter `{field, op, value}`, a group `{"and": […]}` or `{"or": […]}`, or a list, all of which must hold. Groups nest 5 deep; at most 100 filters.
           * @example {
           *       "or": [
           *         {
           *           "field": "V1",
           *           "op": "gte",
           *           "value": 23
           *         },
           *         {
           *           "field": "V2",
           *           "op": "lt",
           *           "value": 20
           *         }
           *       ]
           *     }
           */
          where?: unknown;
        };
      };
    };
    responses: {
      /** @description The file. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
          'application/x-ndjson': string;
          'application/vnd.apache.parquet': string;
          'application/vnd.apache.arrow.stream': string;
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  LiveController_watch: {
    parameters: {
      query?: {
        /** @description Filters as an object, for this page: every member is a parameter of its own in the URL. */
        filters?: {
          [key: string]: string;
        };
        /** @description Begin of the time range, inclusive. */
        from?: string;
        /** @description End of the time range, exclusive. */
        to?: string;
        /** @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`. */
        timeField?: string;
        /** @description Fields to send, separated by commas; repeatable. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Id of the last event that the client has had. */
        'Last-Event-ID'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example event: record
           *     id: 82…
           *     data: {"V1":23}
           */
          'text/event-stream': string;
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  LiveController_watchAggregate: {
    parameters: {
      query?: {
        /** @description Filters as an object, for this page: every member is a parameter of its own in the URL. */
        filters?: {
          [key: string]: string;
        };
        /** @description Begin of the time range, inclusive. */
        from?: string;
        /** @description End of the time range, exclusive. */
        to?: string;
        /** @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`. */
        timeField?: string;
        /** @description What to compute, separated by commas: count, sum, avg, min, max, stddev, first, last, median, distinct, or a percentile such as p95, each of a field. `count` alone counts records. Default: `count`. */
        measures?: string[];
        /** @description Fields whose values make groups, separated by commas; at most 8. */
        by?: string[];
        /** @description Windows of time: a length such as `30s`, `5m`, `1h`, `7d`, or `day`, `week`, `month`, `quarter`, `year`. */
        window?: string;
        /** @description IANA time zone of days, weeks and longer. Default: UTC. */
        zone?: string;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example event: snapshot
           *     data: {"data":[{"values":{"count":10129}}],"meta":{"records":10129,"isExact":true}}
           */
          'text/event-stream': string;
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  ProfileController_profile: {
    parameters: {
      query?: {
        /** @description Filters as an object, for this page: every member is a parameter of its own in the URL. */
        filters?: {
          [key: string]: string;
        };
        /** @description Begin of the time range, inclusive. */
        from?: string;
        /** @description End of the time range, exclusive. */
        to?: string;
        /** @description Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`. */
        timeField?: string;
        /** @description Fields to look at, separated by commas. Default: all. */
        fields?: string[];
        /** @description Records to look at; random ones where the dataset has more. */
        sample?: number;
        /** @description Also how fields of numbers go together. */
        correlations?: boolean;
        /** @description How old an answer may be that was given before, in seconds. */
        maxAge?: number;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProfileDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The query takes more than one may; narrow it or build an index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  IndexesController_list: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['IndexListDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  IndexesController_build: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Fields in their order, `-` before one for descending; up to 8.
           * @example [
           *       "V1"
           *     ]
           */
          fields?: string[];
          /**
           * @description In place of fields: the field whose latest records are to be found.
           * @example _key
           */
          latest?: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BuiltIndexDto'];
        };
      };
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BuiltIndexDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  IndexesController_drop: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        /** @description Its name, as the list has it. */
        index: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The state of the dataset does not allow it; the reply says why. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  BucketsController_list: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BucketsListDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  BucketsController_declare: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Windows of time: a length such as `30s`, `5m`, `1h`, `7d`, or `day`, `week`, `month`, `quarter`, `year`.
           * @example 5m
           */
          window?: string;
          /**
           * @description IANA time zone of days, weeks and longer. Default: UTC.
           * @example Europe/Berlin
           */
          zone?: string;
          /**
           * @description Field of dates that windows go by. Default: the timestamp of the record, `_ts`.
           * @example _ts
           */
          timeField?: string;
          /**
           * @description Fields whose values make groups; at most 4, of few values.
           * @example [
           *       "V3"
           *     ]
           */
          by?: string[];
          /**
           * @description Fields that can be measured; at most 20.
           * @example [
           *       "V1"
           *     ]
           */
          fields?: string[];
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BucketsDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  BucketsController_drop: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        /** @description Their name, as the list has it. */
        buckets: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  DatasetManagementController_schemas: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SchemaHistoryDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  DatasetManagementController_retention: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RetentionDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  DatasetManagementController_retain: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Records are removed this long after their timestamp; MongoDB looks once a minute.
           * @example 31536000
           */
          seconds?: number;
          /**
           * @description The name of the dataset, since records will be removed for good.
           * @example occupancy
           */
          confirm?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RetentionDto'];
        };
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  DatasetManagementController_keep: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  DatasetManagementController_rename: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description The new name: letters, digits, `.`, `_` and `-`; at most 120.
           * @example occupancy-2015
           */
          to?: string;
        };
      };
    };
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description A parameter is wrong; the reply names it and gives an example. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description There is no such dataset or record. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description The state of the dataset does not allow it; the reply says why. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
      /** @description MongoDB is away, or the query took too long; try again after Retry-After seconds. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemDto'];
        };
      };
    };
  };
  HealthController_live: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The Health Check is successful */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @example ok
             * @enum {string}
             */
            status?: 'ok' | 'degraded';
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            info?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /** @example {} */
            error?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            details?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            };
          };
        };
      };
      /** @description The Health Check is not successful */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @example error
             * @enum {string}
             */
            status?: 'error' | 'shutting_down';
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            info?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "redis": {
             *         "status": "down",
             *         "message": "Could not connect",
             *         "responseTime": 3005
             *       }
             *     }
             */
            error?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       },
             *       "redis": {
             *         "status": "down",
             *         "message": "Could not connect",
             *         "responseTime": 3005
             *       }
             *     }
             */
            details?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            };
          };
        };
      };
    };
  };
  HealthController_ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The Health Check is successful */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @example ok
             * @enum {string}
             */
            status?: 'ok' | 'degraded';
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            info?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /** @example {} */
            error?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            details?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            };
          };
        };
      };
      /** @description The Health Check is not successful */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @example error
             * @enum {string}
             */
            status?: 'error' | 'shutting_down';
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            info?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "redis": {
             *         "status": "down",
             *         "message": "Could not connect",
             *         "responseTime": 3005
             *       }
             *     }
             */
            error?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       },
             *       "redis": {
             *         "status": "down",
             *         "message": "Could not connect",
             *         "responseTime": 3005
             *       }
             *     }
             */
            details?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            };
          };
        };
      };
    };
  };
  HealthController_details: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The Health Check is successful */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @example ok
             * @enum {string}
             */
            status?: 'ok' | 'degraded';
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            info?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /** @example {} */
            error?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            details?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            };
          };
        };
      };
      /** @description The Health Check is not successful */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @example error
             * @enum {string}
             */
            status?: 'error' | 'shutting_down';
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       }
             *     }
             */
            info?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "redis": {
             *         "status": "down",
             *         "message": "Could not connect",
             *         "responseTime": 3005
             *       }
             *     }
             */
            error?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            } | null;
            /**
             * @example {
             *       "database": {
             *         "status": "up",
             *         "responseTime": 12
             *       },
             *       "redis": {
             *         "status": "down",
             *         "message": "Could not connect",
             *         "responseTime": 3005
             *       }
             *     }
             */
            details?: {
              [key: string]: {
                /** @enum {string} */
                status: 'up' | 'degraded' | 'down';
                /** @description Time the health indicator took to respond, in ms */
                responseTime?: number;
              } & {
                [key: string]: unknown;
              };
            };
          };
        };
      };
    };
  };
}
