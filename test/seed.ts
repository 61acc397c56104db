import fc from 'fast-check'

// The same inputs in every run, so that a red run can be had again. Other ones: FC_SEED=$RANDOM npm test
fc.configureGlobal({...fc.readConfigureGlobal(), seed: Number(process.env.FC_SEED ?? 20260101)})
