import { useTexts } from '../../../texts/texts.tsx'
import { Select } from '../../../ui/field.tsx'
import type { State } from '../../../workflow/definition.ts'
import type { Path } from '../../../workflow/syntax.ts'
import { useStudio } from '../../session_context.tsx'
import { useFormEdit } from '../form/use_form_edit.ts'
import { ExpressionField, TemplateField } from '../expression/expression_field.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { ComputedInput } from '../form/computed_input.tsx'
import { FieldGroup } from '../form/field_group.tsx'
import { FieldName } from '../form/field_name.tsx'
import { TargetField } from '../form/next_field.tsx'
import { OptionalFields } from '../form/optional_fields.tsx'
import { TextInput, WordInput } from '../form/plain_fields.tsx'
import { Section } from '../form/section.tsx'
import { useValue } from '../form/use_field.ts'
import { isObject, type JsonObject, textOf } from '../json.ts'

/** What is done with each of many items. */
export function MapSection({ state }: { state: State }) {
  const t = useTexts()
  const { language } = useStateSight()
  const value = useValue(state.path)
  const source = isObject(value) ? value : {}
  const isJsonata = language === 'JSONata'
  const processor = 'Iterator' in source && !('ItemProcessor' in source) ? 'Iterator' : 'ItemProcessor'
  const isDistributed = modeOf(source[processor]) === 'DISTRIBUTED'
  const [scope] = state.scopes
  const path = state.path
  return (
    <>
      <Section title={t('inspector-map-items')}>
        <OptionalFields
          path={path}
          value={source}
          fields={[
            isJsonata
              ? { name: 'Items', label: t('inspector-items'), first: '{% $states.input %}', field: <ItemsField path={path} items={source.Items} /> }
              : { name: 'ItemsPath', label: t('inspector-items'), first: '$', field: <ExpressionField path={[...path, 'ItemsPath']} label={t('inspector-items')} step="effective" /> },
            {
              name: 'Parameters' in source && !isJsonata ? 'Parameters' : 'ItemSelector',
              label: t('inspector-item-selector'),
              first: isJsonata ? { item: '{% $states.context.Map.Item.Value %}' } : { 'item.$': '$$.Map.Item.Value' },
              field: <TemplateField path={[...path, 'Parameters' in source && !isJsonata ? 'Parameters' : 'ItemSelector']} label={t('inspector-item-selector')} step="effective" />,
            },
            { name: 'MaxConcurrency', twins: ['MaxConcurrencyPath'], label: t('inspector-max-concurrency'), first: 10, field: <ComputedInput path={path} name="MaxConcurrency" kind="number" first={10} label={t('inspector-max-concurrency')} hint={t('inspector-max-concurrency-hint')} /> },
            ...(isDistributed || 'ItemReader' in source ? [{ name: 'ItemReader', label: t('inspector-item-reader'), first: firstReader(isJsonata), field: <ItemReaderGroup path={[...path, 'ItemReader']} /> }] : []),
            ...(isDistributed || 'ItemBatcher' in source ? [{ name: 'ItemBatcher', label: t('inspector-item-batcher'), first: { MaxItemsPerBatch: 10 }, field: <ItemBatcherGroup path={[...path, 'ItemBatcher']} /> }] : []),
          ]}
        />
      </Section>
      <Section title={t('inspector-map-processor')}>
        <ModeField path={[...path, processor]} />
        {scope ? <TargetField path={[...scope.path, 'StartAt']} label={t('inspector-start-at')} targets={scope.states.map((one) => one.name)} /> : null}
        <OptionalFields
          path={path}
          value={source}
          fields={
            isDistributed || ['Label', 'ResultWriter', 'ToleratedFailureCount', 'ToleratedFailurePercentage', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath'].some((name) => name in source)
              ? [
                  { name: 'ToleratedFailurePercentage', twins: ['ToleratedFailurePercentagePath'], label: t('inspector-tolerated-percentage'), first: 5, field: <ComputedInput path={path} name="ToleratedFailurePercentage" kind="number" first={5} unit="%" label={t('inspector-tolerated-percentage')} /> },
                  { name: 'ToleratedFailureCount', twins: ['ToleratedFailureCountPath'], label: t('inspector-tolerated-count'), first: 0, field: <ComputedInput path={path} name="ToleratedFailureCount" kind="number" first={0} label={t('inspector-tolerated-count')} /> },
                  { name: 'Label', label: t('inspector-label'), first: '', field: <TextInput path={[...path, 'Label']} label={t('inspector-label')} hint={t('inspector-label-hint')} /> },
                  { name: 'ResultWriter', label: t('inspector-result-writer'), first: firstWriter(isJsonata), field: <ResultWriterGroup path={[...path, 'ResultWriter']} /> },
                ]
              : []
          }
        />
      </Section>
    </>
  )
}

function ItemsField({ path, items }: { path: Path; items: JsonObject[string] | undefined }) {
  const t = useTexts()
  const own = { path: [...path, 'Items'], label: t('inspector-items'), step: 'effective' as const }
  return typeof items === 'string' ? <ExpressionField {...own} /> : <TemplateField {...own} />
}

function modeOf(processor: JsonObject[string] | undefined): string {
  const config = isObject(processor) ? processor.ProcessorConfig : undefined
  return isObject(config) && typeof config.Mode === 'string' ? config.Mode : 'INLINE'
}

function ModeField({ path }: { path: Path }) {
  const t = useTexts()
  const edit = useFormEdit()
  const machine = useStudio((studio) => studio.type)
  const config = useValue([...path, 'ProcessorConfig'])
  const mode = modeOf(config === undefined ? undefined : { ProcessorConfig: config })
  const become = (to: string) => edit({ kind: 'set', path: [...path, 'ProcessorConfig'], value: to === 'DISTRIBUTED' ? { Mode: to, ExecutionType: 'STANDARD' } : { Mode: to } })
  return (
    <>
      <Select compact label={t('inspector-mode')} beside={<FieldName name="ProcessorConfig.Mode" label={t('inspector-mode')} />} value={mode} onChange={(event) => become(event.target.value)}>
        <option value="INLINE">{t('inspector-mode-inline')}</option>
        <option value="DISTRIBUTED" disabled={machine === 'EXPRESS'}>{t('inspector-mode-distributed')}</option>
      </Select>
      {mode === 'DISTRIBUTED' ? (
        <WordInput
          path={[...path, 'ProcessorConfig', 'ExecutionType']}
          label={t('inspector-execution-type')}
          isNeeded
          words={[{ value: 'STANDARD', label: t('inspector-execution-standard') }, { value: 'EXPRESS', label: t('inspector-execution-express') }]}
        />
      ) : null}
    </>
  )
}

function argumentsName(isJsonata: boolean): string {
  return isJsonata ? 'Arguments' : 'Parameters'
}

function firstReader(isJsonata: boolean): JsonObject {
  return { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' }, [argumentsName(isJsonata)]: { Bucket: '', Key: '' } }
}

function firstWriter(isJsonata: boolean): JsonObject {
  return { Resource: 'arn:aws:states:::s3:putObject', [argumentsName(isJsonata)]: { Bucket: '', Prefix: '' } }
}

const inputTypes = ['JSON', 'JSONL', 'CSV', 'PARQUET', 'MANIFEST'].map((value) => ({ value, label: value }))

/** Where the items of a distributed Map come from. */
function ItemReaderGroup({ path }: { path: Path }) {
  const t = useTexts()
  const { language } = useStateSight()
  const member = argumentsName(language === 'JSONata')
  const reader = useValue(path)
  const config = useValue([...path, 'ReaderConfig'])
  const configured = isObject(config) ? config : {}
  const isListing = isObject(reader) && textOf(reader.Resource).endsWith('listObjectsV2')
  const configPath = [...path, 'ReaderConfig']
  const isCsv = configured.InputType === 'CSV'
  return (
    <FieldGroup path={path} label={t('inspector-item-reader')}>
      <WordInput
        path={[...path, 'Resource']}
        label={t('inspector-reader-what')}
        isNeeded
        words={[{ value: 'arn:aws:states:::s3:getObject', label: t('inspector-reader-file') }, { value: 'arn:aws:states:::s3:listObjectsV2', label: t('inspector-reader-list') }]}
      />
      <TemplateField path={[...path, member]} label={t('inspector-reader-where')} step="effective" isNeeded />
      {isListing ? null : <WordInput path={[...configPath, 'InputType']} label={t('inspector-input-type')} words={inputTypes} />}
      {isCsv ? <WordInput path={[...configPath, 'CSVHeaderLocation']} label={t('inspector-csv-header')} words={[{ value: 'FIRST_ROW', label: t('inspector-csv-first-row') }, { value: 'GIVEN', label: t('inspector-csv-given') }]} /> : null}
      <OptionalFields
        path={configPath}
        value={configured}
        fields={[
          ...(isCsv ? [{ name: 'CSVDelimiter', label: t('inspector-csv-delimiter'), first: 'COMMA', field: <WordInput path={[...configPath, 'CSVDelimiter']} label={t('inspector-csv-delimiter')} words={['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'].map((value) => ({ value, label: value }))} /> }] : []),
          ...(isCsv ? [{ name: 'CSVHeaders', label: t('inspector-csv-headers'), first: [], field: <TemplateField path={[...configPath, 'CSVHeaders']} label={t('inspector-csv-headers')} step="effective" isLiteral /> }] : []),
          ...(configured.InputType === 'MANIFEST' ? [{ name: 'ManifestType', label: t('inspector-manifest-type'), first: 'S3_INVENTORY', field: <WordInput path={[...configPath, 'ManifestType']} label={t('inspector-manifest-type')} words={['S3_INVENTORY', 'ATHENA_DATA'].map((value) => ({ value, label: value }))} /> }] : []),
          { name: 'ItemsPointer', label: t('inspector-items-pointer'), first: '/', field: <TextInput path={[...configPath, 'ItemsPointer']} label={t('inspector-items-pointer')} /> },
          { name: 'Transformation', label: t('inspector-transformation'), first: 'LOAD_AND_FLATTEN', field: <WordInput path={[...configPath, 'Transformation']} label={t('inspector-transformation')} words={['NONE', 'LOAD_AND_FLATTEN'].map((value) => ({ value, label: value }))} /> },
          { name: 'MaxItems', twins: ['MaxItemsPath'], label: t('inspector-max-items'), first: 100, field: <ComputedInput path={configPath} name="MaxItems" kind="number" first={100} label={t('inspector-max-items')} /> },
        ]}
      />
    </FieldGroup>
  )
}

function ItemBatcherGroup({ path }: { path: Path }) {
  const t = useTexts()
  const value = useValue(path)
  return (
    <FieldGroup path={path} label={t('inspector-item-batcher')}>
      <OptionalFields
        path={path}
        value={isObject(value) ? value : {}}
        fields={[
          { name: 'MaxItemsPerBatch', twins: ['MaxItemsPerBatchPath'], label: t('inspector-batch-items'), first: 10, field: <ComputedInput path={path} name="MaxItemsPerBatch" kind="number" first={10} label={t('inspector-batch-items')} /> },
          { name: 'MaxInputBytesPerBatch', twins: ['MaxInputBytesPerBatchPath'], label: t('inspector-batch-bytes'), first: 262_144, field: <ComputedInput path={path} name="MaxInputBytesPerBatch" kind="number" first={262_144} unit="B" label={t('inspector-batch-bytes')} /> },
          { name: 'BatchInput', label: t('inspector-batch-input'), first: {}, field: <TemplateField path={[...path, 'BatchInput']} label={t('inspector-batch-input')} step="effective" /> },
        ]}
      />
    </FieldGroup>
  )
}

function ResultWriterGroup({ path }: { path: Path }) {
  const t = useTexts()
  const { language } = useStateSight()
  const member = argumentsName(language === 'JSONata')
  const value = useValue(path)
  const config = [...path, 'WriterConfig']
  return (
    <FieldGroup path={path} label={t('inspector-result-writer')}>
      <OptionalFields
        path={path}
        value={isObject(value) ? value : {}}
        fields={[
          { name: 'Resource', label: t('inspector-resource'), first: 'arn:aws:states:::s3:putObject', field: <WordInput path={[...path, 'Resource']} label={t('inspector-writer-what')} words={[{ value: 'arn:aws:states:::s3:putObject', label: t('inspector-writer-files') }]} /> },
          { name: member, label: t('inspector-writer-where'), first: { Bucket: '', Prefix: '' }, field: <TemplateField path={[...path, member]} label={t('inspector-writer-where')} step="effective" /> },
          {
            name: 'WriterConfig',
            label: t('inspector-writer-config'),
            first: { Transformation: 'COMPACT', OutputType: 'JSON' },
            field: (
              <>
                <WordInput path={[...config, 'Transformation']} label={t('inspector-transformation')} words={['NONE', 'COMPACT', 'FLATTEN'].map((one) => ({ value: one, label: one }))} />
                <WordInput path={[...config, 'OutputType']} label={t('inspector-output-type')} words={['JSON', 'JSONL'].map((one) => ({ value: one, label: one }))} isNeeded />
              </>
            ),
          },
        ]}
      />
    </FieldGroup>
  )
}
