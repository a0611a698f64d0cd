import { describe, expect, it } from '@jest/globals';
import { conditionOf, filterOf, whereText } from './conditions.js';

describe('--where', () => {
  it.each([
    ['V1>=23', 'V1', 'gte', '23'],
    ['V1 <= 23.5', 'V1', 'lte', '23.5'],
    ['V1>23', 'V1', 'gt', '23'],
    ['V1<-1', 'V1', 'lt', '-1'],
    ['weather=rain', 'weather', 'eq', 'rain'],
    ['weather == rain', 'weather', 'eq', 'rain'],
    ['weather!=rain', 'weather', 'ne', 'rain'],
    ['weather=', 'weather', 'eq', ''],
    ['name^=ab', 'name', 'prefix', 'ab'],
    ['name*=a=b', 'name', 'contains', 'a=b'],
    ['note=in the rain', 'note', 'eq', 'in the rain'],
    ['note=lost in rain', 'note', 'eq', 'lost in rain'],
    ['weather in rain,snow', 'weather', 'in', 'rain,snow'],
    ['weather in a=b,"c,d"', 'weather', 'in', 'a=b,"c,d"'],
    ['weather NOT IN rain', 'weather', 'nin', 'rain'],
    ['wind exists', 'wind', 'exists', 'true'],
    ['wind not exists', 'wind', 'exists', 'false'],
    ['temp[C]>5', 'temp[C]', 'gt', '5'],
  ])('reads %s', (text, field, operator, value) => {
    expect(conditionOf(text)).toEqual({ field, operator, text: value });
  });

  it.each(['V1', '>=5', '', 'weather inside rain'])('refuses %j with examples', (text) => {
    expect(() => conditionOf(text)).toThrow(/such as 'V1>=23'/);
  });
});

describe('--filter', () => {
  it.each([
    ['V1=gte:23', 'V1', 'gte', '23'],
    ['a>b=eq:=x', 'a>b', 'eq', '=x'],
    ['a=b=in:c=eq:d', 'a=b', 'in', 'c=eq:d'],
    ['at=lt:2015-02-04T17:51:00Z', 'at', 'lt', '2015-02-04T17:51:00Z'],
  ])('reads %s', (text, field, operator, value) => {
    expect(filterOf(text)).toEqual({ field, operator, text: value });
  });

  it.each(['V1>=23', 'V1=like:a', '=eq:1'])('refuses %j and names the operators', (text) => {
    expect(() => filterOf(text)).toThrow(/eq, ne, gte/);
  });
});

describe('a hint', () => {
  it.each([
    ['V1[gte]', '23', 'V1>=23'],
    ['weather[in]', 'a,b', 'weather in a,b'],
    ['temp[C][eq]', '5', 'temp[C]=5'],
  ])('says %s as --where does', (parameter, example, expected) => {
    expect(whereText(parameter, example)).toBe(expected);
  });
});
