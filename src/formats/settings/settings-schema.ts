const day = {type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$'} as const
const ids = (description: string) =>
  ({description, type: 'array', items: {type: 'string', pattern: '^[a-z]+(-[a-z]+)*$'}, uniqueItems: true}) as const

/** JSON Schema of doctor.yml, as it is published in schemas/. */
export const settingsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:scheduler-doctor:settings:1',
  title: 'Settings of scheduler-doctor',
  description: 'doctor.yml, found upward from the working folder, for every command that diagnoses.',
  type: 'object',
  properties: {
    'fail-level': {
      description: 'Least severity that ends with exit code 1. --fail-level stands above it.',
      enum: ['error', 'warning', 'never'],
    },
    only: ids('Run these checks only. --only stands above it.'),
    skip: ids('Leave these checks out, besides those of --skip.'),
    baseline: {
      description:
        'File of findings that were there already, from the folder of this file. --baseline stands above it.',
      type: 'string',
      minLength: 1,
    },
    suppress: {
      description: 'Findings to live with for a while: shown in every format, and failing nothing until the day.',
      type: 'array',
      items: {
        type: 'object',
        properties: {
          check: {description: 'Id of the check.', type: 'string', minLength: 1},
          subject: {description: 'What the finding is about, as the report says it.', type: 'string', minLength: 1},
          reason: {description: 'For whoever reads the report.', type: 'string', minLength: 1},
          until: {description: 'Last day it holds (UTC); after it the run fails until somebody decides anew.', ...day},
        },
        required: ['check', 'subject', 'reason', 'until'],
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const

/** JSON Schema of a baseline, as it is published in schemas/. */
export const baselineSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:scheduler-doctor:baseline:1',
  title: 'Baseline of scheduler-doctor',
  description: 'Findings that were there when --write-baseline was given; they fail nothing while they get no worse.',
  type: 'object',
  properties: {
    schemaVersion: {const: 1},
    command: {description: 'The command that wrote it.', type: 'string', minLength: 1},
    findings: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          fingerprint: {type: 'string', pattern: '^sha256:[0-9a-f]{64}$'},
          check: {type: 'string', minLength: 1},
          subject: {type: 'string'},
          severity: {enum: ['error', 'warning', 'info']},
        },
        required: ['fingerprint', 'check', 'subject', 'severity'],
        additionalProperties: false,
      },
    },
  },
  required: ['schemaVersion', 'command', 'findings'],
  additionalProperties: false,
} as const
