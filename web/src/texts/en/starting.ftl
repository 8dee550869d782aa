# Starting an execution, from wherever.
starting-failed = Failed
starting-do = Start execution
starting-title = Start { $name }
starting-current = The current one
starting-version-n = Version { $n }
starting-alias-n = Alias { $name }
starting-input = Input (JSON)
starting-input-fault = This is not JSON yet: { $fault }
starting-execution-name = Name of the execution
starting-execution-name-hint = Optional. Without one it gets a name.
starting-of = What to run
starting-wait = Wait for the result
starting-wait-detail = Express executions end within 5 minutes.
starting-output = Output
