import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem, ApiUrl, FILTERS_HELP } from '../api-docs.js';
import { ProfileDto } from './profile.dto.js';
import { ProfileAsked, type ProfileAskedFor, profileParameters } from './profile-request.js';
import { Profiles } from './profiles.js';

const HELP =
  'Types, missing values, distinct and frequent values, and of numbers and dates their spread. Every figure is of the ' +
  'sample that the reply states.';

@ApiTags('profile')
@Controller('v1/datasets/:name/profile')
export class ProfileController {
  constructor(private readonly profiles: Profiles) {}

  @Get()
  @ApiOperation({ summary: 'What is in each field.', description: `${HELP}\n\n${FILTERS_HELP}` })
  @ApiUrl(profileParameters)
  @ApiOkResponse({ type: ProfileDto })
  @ApiProblem(400, 404, 422, 503)
  profile(@Param('name') name: string, @ProfileAsked() asked: ProfileAskedFor): Promise<object> {
    return this.profiles.profile(name, asked);
  }
}
