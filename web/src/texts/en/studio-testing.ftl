# The studio: testing a state, rehearsing the workflow and keeping cases.
testing-parts = What to test
testing-part-state = One state
testing-part-flow = The whole flow
testing-part-cases = Cases

# Common
testing-input = Input
testing-result = Result
testing-error-name = Name of the error
testing-error-name-needed = Give the error a name.
testing-error-cause = Cause (optional)
testing-error-unnamed = Unnamed error
testing-end = End
testing-too-large = The data is too large to be shown here.
testing-tab-input = Input
testing-tab-arguments = Arguments
testing-tab-result = Result
testing-tab-output = Output
testing-tab-diff = What changed
testing-tab-variables = Variables
testing-tab-attempts = Attempts
testing-variables-none = No variables so far.
testing-variable-assigned = set here
testing-status-succeeded = Succeeded
testing-status-failed = Failed
testing-status-timed-out = Timed out
testing-status-aborted = Aborted
testing-status-unfinished = Did not reach the end
testing-status-retriable = Would be retried
testing-status-caught = Error caught

# One state
testing-state-choose = Choose a state
testing-state-none = Choose a state
testing-state-none-detail = Pick it on the canvas or in the list, and test it by itself.
testing-state-run = Test state
testing-state-do = Really call it
testing-state-result = Result of the test
testing-state-before = The result appears here: how it ended, where it would go and the data step by step.
testing-definition-refused = The definition still has errors. Mend them in Problems and test again.
testing-sample-rehearsal = Use what it received in the rehearsal
testing-sample-execution = Use what it received in { $name }
testing-sample-typed = Use the sample data
testing-work = What it calls
testing-work-result = Mock a result
testing-work-error = Mock an error
testing-work-real = For real
testing-work-real-warning = This really calls { $resource } with this input. What it does stays done.
testing-work-only-mocked = AWS tests this kind of state only with a mocked answer.
testing-validation = Check against the service’s format
testing-validation-strict = Fully: what is required is there and right
testing-validation-present = Only what is written
testing-validation-none = Do not check
testing-role = IAM role
testing-role-choose = Choose
testing-role-needed = Really calling it needs an IAM role.
testing-reveal = Reveal secrets
testing-reveal-detail = Authorization headers are shown in full in the request and the response.
testing-level = How much to show
testing-level-info = Output only
testing-level-debug = Step by step
testing-level-trace = With HTTP requests
testing-more = Variables and circumstances
testing-variables = Variables
testing-variables-hint = Those that would be set when it is reached.
testing-context = Context
testing-context-hint = The object $states.context (or $$). Empty: a sample one.
testing-object-needed = Write a JSON object.
testing-number-needed = Write a whole number.
testing-retries = Retries made so far
testing-retries-hint = This is how the end of a retry rule is reached.
testing-caused-by = State within that failed
testing-caused-by-none = None in particular
testing-failures = Items that failed so far
testing-failures-hint = They count towards the tolerated failures.
testing-reader-data = Items read
testing-reader-data-hint = What the reader would bring.
testing-next = Goes on to { $state }
testing-stages = Data step by step
testing-stages-none = There is no output. Choose “Step by step” to see the data on the way.
testing-stage-input-path = After InputPath
testing-stage-items-path = After ItemsPath
testing-stage-items-pointer = After ItemsPointer
testing-stage-item-selector = After ItemSelector
testing-stage-item-batcher = After ItemBatcher
testing-stage-parameters = After Parameters
testing-stage-request = HTTP request
testing-stage-response = HTTP response
testing-stage-result-selector = After ResultSelector
testing-stage-result-path = After ResultPath
testing-fact-backoff = waits { $seconds } s
testing-fact-retry = retry rule { $n }
testing-fact-catch = catch rule { $n }
testing-fact-concurrency = up to { $n } items at a time
testing-fact-tolerated = tolerates { $n } failures
testing-fact-tolerated-percentage = tolerates { $n } % failures

# The whole flow
testing-run = Rehearse
testing-run-again = Rehearse again
testing-run-took = in { $time } (virtual time)
testing-run-old = The flow has changed since this rehearsal.
testing-save-run = Keep as a case
testing-views = Prepare or watch
testing-view-plan = Prepare
testing-view-watch = Watch
testing-input-hint = The flow begins with this.
testing-mocks = Who answers
testing-mocks-detail = Nothing is really called: each state gets its answer from here.
testing-mocks-none = No state calls anyone. There is nothing to mock.
testing-mock-proposed = Proposal
testing-mock-answers = Answers
testing-mock-several = { $n } answers
testing-mock-error = Fails
testing-mock-silent = Never answers
testing-mock-nobody = No answer
testing-mock-nobody-detail = If the flow comes here it stops: nobody answers.
testing-mock-faulty = To be mended
testing-mock-as-proposed = Back to the proposal
testing-mock-remove = Do not answer
testing-mock-add = Answer
testing-answer-kind = Kind of answer
testing-answer-result = Result
testing-answer-error = Error
testing-answer-nothing = Never answers
testing-answer-nothing-detail = The state waits until its time is up.
testing-answer-number = Call { $n }
testing-answer-from-on = Call { $n } and on
testing-answer-remove = Remove answer { $n }
testing-answer-add = Answer differently on the next call
testing-answer-after = Takes (seconds)
testing-answer-after-wrong = Write a number, like 2.5.
testing-answer-repeat = Repeat the last answer
testing-items = Answers of some items
testing-items-one = Item { $place }
testing-items-remove = Remove the answer of item { $place }
testing-items-place = Another item (no.)
testing-items-place-wrong = Write a number, like 2, or 2/1 in a Map within another.
testing-items-add = Answer differently
testing-unmocked = Nobody answered for:
testing-unmocked-answer = Answer for { $state }
testing-showing-run = Rehearsal
testing-player = Player of the rehearsal
testing-player-first = Go to the beginning
testing-player-back = Step before
testing-player-play = Play
testing-player-pause = Pause
testing-player-on = Next step
testing-player-last = Go to the end
testing-player-position = Step shown
testing-position = Step { $n } of { $total }: { $state }
testing-position-short = { $n } of { $total }
testing-position-end = End
testing-clock = Virtual clock
testing-speed = Speed
testing-speed-times = { $n }×
testing-steps = Steps of the rehearsal
testing-item-short = item { $n }
testing-branch-short = branch { $n }
testing-item-of = Item { $n } of { $state }
testing-step-here = Here now
testing-step-succeeded = Succeeded
testing-step-caught = Error caught
testing-step-failed = Failed
testing-step-aborted = Aborted
testing-step-running = Not over
testing-step-took = took { $time }
testing-step-next = goes on to { $state }
testing-attempt = Attempt { $n }
testing-attempt-good = succeeded
testing-attempt-waited = another after { $time }
testing-attempts-count = { $n ->
    [one] 1 attempt
   *[other] { $n } attempts
}
testing-visits-count = { $n ->
    [one] 1 visit
   *[other] { $n } visits
}

# Cases
testing-cases = Cases
testing-cases-run = Run all
testing-cases-count = { $n ->
    [0] No cases
    [one] 1 case
   *[other] { $n } cases
}
testing-cases-begin = { $total ->
    [one] Running 1 case…
   *[other] Running { $total } cases…
}
testing-cases-passed = { $n } of { $total } passed
testing-case-passed-of = Case { $n } of { $total } passed
testing-case-failed-of = Case { $n } of { $total } did not pass
testing-cases-before = Run all to see what passes and how much of the flow they come to.
testing-cases-old = The flow has changed since the last time. Run all again.
testing-cases-none = No cases yet
testing-cases-none-detail = A case is an input, the mocked answers and how the flow is to end. Rehearse the flow and keep it, or begin with an execution that has happened.
testing-case-new = New case
testing-case-blank = Blank
testing-case-name = Name
testing-case-name-example = Payment declined
testing-case-mocks-detail = A state without an answer makes the case fail, if the flow comes to it.
testing-case-save = Keep case
testing-case-kept = “{ $name }” is kept.
testing-case-edit = Edit
testing-case-duplicate = Duplicate
testing-case-copy = { $name } (copy)
testing-case-drop = Delete
testing-case-drop-title = Delete “{ $name }”?
testing-case-drop-detail = The case is gone for everybody.
testing-case-run = Run “{ $name }”
testing-case-run-short = Run
testing-case-actions = More about “{ $name }”
testing-case-watch = Watch
testing-case-before = This case has not been run yet.
testing-case-ended = { $status }, in { $time } (virtual time).
testing-verdict-passed = Passed
testing-verdict-failed = Did not pass
testing-verdict-broken = Could not be run
testing-verdict-none = Not run yet
testing-expects = Expects: { $status }
testing-expects-exactly = exact output
testing-expects-part = part of the output
testing-expects-path = { $n ->
    [one] comes to 1 state
   *[other] comes to { $n } states
}
testing-expect = What is expected
testing-expect-status = It ends like this
testing-expect-exactly = Exactly
testing-expect-part = Contains
testing-expect-any = Anything
testing-expect-output = Expected output
testing-expect-output-part = What the output is to contain
testing-expect-error-hint = Empty: any error will do.
testing-expect-path = Comes to
testing-expect-path-none = The way does not matter.
testing-expect-path-add = Add a state
testing-expect-path-remove = Remove { $state }
testing-expect-path-gone = { $n ->
    [one] Use the way of the rehearsal (1 state)
   *[other] Use the way of the rehearsal ({ $n } states)
}
testing-difference-status = It was to end with “{ $expected }” and ended with “{ $actual }”.
testing-difference-error = The expected error was { $expected }; it was { $actual }.
testing-difference-no-error = The expected error was { $expected }; there was no error with a name.
testing-difference-path-first = It did not come to { $state }.
testing-difference-path = It did not come to { $state } after { $after }.
testing-difference-unmocked = Nobody answered for { $states }.
testing-difference-output = The output is not the expected one:
testing-difference-output-part = Something is missing in the output:
testing-difference-label = Expected output and what came
testing-from-execution = Case from an execution
testing-from-execution-menu = From an execution…
testing-from-execution-search = Search by name, order or customer
testing-from-execution-none = No execution is over
testing-from-execution-none-detail = Once the flow has run, each execution can become a case.
testing-coverage = Coverage
testing-coverage-short = states { $states } · ways { $ways }
testing-coverage-states = States
testing-coverage-ways = Ways
testing-coverage-of = { $covered } of { $total }
testing-coverage-show = Show on the canvas
testing-coverage-hide = Take off the canvas
testing-coverage-all = The cases come to everything.
testing-coverage-missed-states = No case comes to
testing-coverage-missed-ways = No case goes along
testing-showing-coverage = Coverage of the cases
testing-covered = { $n ->
    [one] come to once
   *[other] come to { $n } times
}
testing-not-covered = no case comes here
testing-way-rule = rule { $n }
testing-way-default = otherwise
testing-way-catch = error, rule { $n }
