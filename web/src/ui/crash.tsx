import type { ReactNode } from 'react'
import { Component } from 'react'

import { say } from '../texts/bundles.ts'
import { Button } from './button.tsx'
import { Failure } from './states.tsx'

/** A fault of a page stays with that page, and says so. `about` is what the page shows: when it changes, it is tried again. */
export class CrashGuard extends Component<{ about: string; children: ReactNode }, { error: Error | null; about: string }> {
  override state: { error: Error | null; about: string } = { error: null, about: this.props.about }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  static getDerivedStateFromProps(props: { about: string }, state: { about: string }) {
    return props.about === state.about ? null : { error: null, about: props.about }
  }

  override render() {
    if (!this.state.error) return this.props.children
    return (
      <main className="mx-auto grid max-w-xl gap-4 p-6 py-16">
        <Failure error={this.state.error} />
        <Button onClick={() => location.reload()}>{say('try-again')}</Button>
      </main>
    )
  }
}
