import type {GoJson} from './types.ts'

/**
 * Gives a Go struct's fields in the order in which the object sets them: exact names first, else without regard to
 * case (Unicode simple folding, as encoding/json decode.go and fold.go do). Names that fit no field are left out;
 * one field can come several times, the last one stands.
 */
export function matchFields<Name extends string>(
  object: GoJson & {readonly kind: 'object'},
  names: readonly Name[],
): {readonly name: Name; readonly value: GoJson}[] {
  const folded = names.map(name => ({name, pattern: new RegExp(`^${name}$`, 'iu')}))
  return object.members.flatMap(({key, value}) => {
    const name = names.find(n => n === key) ?? folded.find(f => f.pattern.test(key))?.name
    return name === undefined ? [] : [{name, value}]
  })
}
