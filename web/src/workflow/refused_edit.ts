export type RefusalCode =
  | 'name_taken'
  | 'name_empty'
  | 'name_too_long'
  | 'no_such_state'
  | 'no_such_scope'
  | 'no_such_transition'
  | 'no_such_place'
  | 'no_states'
  | 'not_in_one_scope'
  | 'into_itself'
  | 'nothing_can_follow'
  | 'choice_cannot_end'
  | 'catch_cannot_end'
  | 'not_a_parallel'

/** An edit that cannot be made; the words for it are chosen by its code. */
export class RefusedEdit extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, about = '') {
    super(about ? `${code}: ${about}` : code)
    this.name = 'RefusedEdit'
    this.code = code
  }
}
