import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import { HealthChecks } from './health-checks.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly checks: HealthChecks,
  ) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The process runs. Never fails because a dependency is down.' })
  @HealthCheck()
  live() {
    return this.health.check([]);
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process can do its work: 200, else 503.' })
  @HealthCheck()
  ready() {
    return this.health.check(this.checks.indicatorsOf('ready'));
  }

  @Get()
  @ApiOperation({ summary: 'Every check with its facts: 200 when all pass, else 503.' })
  @HealthCheck()
  details() {
    return this.health.check(this.checks.indicatorsOf('all'));
  }
}
