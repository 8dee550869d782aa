# State machines: the list and the page of each.
machines-title = State machines
machines-detail = The workflows that run here.
machines-count = { $n ->
    [one] { $n } machine
   *[other] { $n } machines
}
machines-search = Search machines
machines-none-found = No machine has “{ $query }”
machines-show-all = Show all
machines-none = No state machines yet
machines-none-detail = Create one over AWS’s API (CreateStateMachine), and it appears here.
machines-not-there = There is no machine called { $name }
machines-not-there-detail = It may have been deleted.
machines-name = Name
machines-type = Type
machines-standard = Standard
machines-express = Express
machines-running = Running
machines-failed = Failed
machines-created = Created
machines-created-at = created { $at }
machines-running-now = { $n } running
machines-deleting = Being deleted
machines-studio = Open in the studio
machines-studio-version = Open version { $n } in the studio
machines-executions = Executions
machines-start = Start execution
machines-started = The execution has started.
machines-copy-arn = Copy ARN
machines-delete = Delete machine
machines-deleted = { $name } is being deleted.
machines-delete-why = Executions that run are stopped; versions and aliases are gone.
machines-delete-running = { $n ->
    [0] Its versions and aliases are gone. No execution is running.
    [one] One execution that runs is stopped; versions and aliases are gone.
   *[other] { $n } executions that run are stopped; versions and aliases are gone.
}
machines-tab-definition = Definition
machines-tab-versions = Versions and aliases
machines-tab-settings = Configuration
machines-graph = The workflow, drawn
machines-whole = Show all
machines-validate = Validate
machines-valid = The definition is right.
machines-shown = Show
machines-current = The current one
machines-version-n = Version { $n }
machines-compare = Compare with
machines-compare-none = Do not compare
machines-compare-version = Compare version { $n } with the current one
machines-same = The two are the same.
machines-role = Role
machines-logging = Logs
machines-logging-data = with the data of executions
machines-logging-no-data = without the data of executions
machines-log-groups = Log groups
machines-tracing = Tracing
machines-on = On
machines-off = Off
machines-revision = Revision
machines-versions = Versions
machines-versions-detail = Copies that change no more.
machines-versions-none = No version published
machines-versions-none-detail = Publishing keeps the definition of now under a number.
machines-version = Version
machines-version-delete = Delete version { $n }
machines-publish = Publish version
machines-publish-why = The definition and role of now get a number and change no more.
machines-published = Version { $n } published.
machines-description = Description
machines-aliases = Aliases
machines-aliases-detail = Fixed names that lead to a version, or to two.
machines-aliases-none = No aliases
machines-aliases-none-detail = Publish a version and name it: whoever starts executions need not change when the version does.
machines-alias = Alias
machines-leads-to = Leads to
machines-route = version { $version }: { $weight } %
machines-alias-create = Create alias
machines-alias-move = Move { $name }
machines-alias-delete = Delete { $name }
machines-alias-saved = { $name } leads to version { $version }.
machines-alias-other = Some executions to
machines-alias-no-other = No other
machines-alias-share = How much (%)
machines-delete-one-why = Whoever starts executions by it will fail. Those that run go on.
