import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Connector } from './connector.js';
import { ConnectorListDto, ConnectorStatusDto } from './connector-status.dto.js';
import { Connectors } from './connectors.js';

@ApiTags('connectors')
@Controller('v1/connectors')
export class ConnectorsController {
  constructor(private readonly connectors: Connectors) {}

  @Get()
  @ApiOperation({ summary: 'Connectors of this process: state, counts by topic, progress by partition.' })
  list(): ConnectorListDto {
    return { connectors: this.connectors.all.map(statusOf) };
  }
}

function statusOf({ config, metrics, consumer, failure, circuits }: Connector): ConnectorStatusDto {
  const trouble = failure ?? consumer?.trouble ?? metrics.trouble;
  const state = failure ? 'FAILED' : trouble ? 'RETRYING' : 'RUNNING';
  return {
    name: config.name,
    state,
    trouble: trouble?.message,
    circuits: circuits.map(([step, { state, failures }]) => ({ step, state, failures })),
    groupId: config.groupId,
    deadLetterTopic: config.deadLetterTopic,
    bytesInFlight: consumer?.bytesInFlight ?? 0,
    topics: [...metrics.counts].map(([topic, counts]) => ({ topic, ...counts })),
    partitions: [...(consumer?.progress.values() ?? [])].map((progress) => ({
      ...progress,
      lag:
        progress.highWatermark === undefined
          ? undefined
          : progress.highWatermark - (progress.committed ?? progress.highWatermark),
    })),
  };
}
