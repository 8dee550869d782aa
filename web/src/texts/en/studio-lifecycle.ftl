# The studio: where a workflow begins, and what becomes of it.
lifecycle-start-detail = Design a workflow, test it, publish it. It begins here.
lifecycle-blank = Blank
lifecycle-blank-detail = An empty canvas and all the parts.
lifecycle-import = Import
lifecycle-import-detail = JSON, YAML or a SAM template.
lifecycle-imported = Name of the imported workflow
lifecycle-templates = Templates
lifecycle-templates-detail = Workflows that work, yours to change.
lifecycle-states = { $count ->
    [one] { $n } state
   *[other] { $n } states
}
lifecycle-template-order = Delivery order
lifecycle-template-order-detail = From the cart to the door: stock, payment, kitchen, courier, and what may go wrong on the way.
lifecycle-template-approval = Approval by a person
lifecycle-template-approval-detail = Asks and waits for the answer, three days at most. Without one it fails.
lifecycle-template-saga = Saga with compensation
lifecycle-template-saga-detail = Three steps that belong together. When one fails, those before it are undone, the last one first.
lifecycle-template-items = Item by item
lifecycle-template-items-detail = Does the same with each item of a list, five at a time. One that fails does not stop the others.
lifecycle-template-ab-test = A/B test
lifecycle-template-ab-test-detail = Gives each conversation its variant, always the same one, and goes on without it when something fails.
lifecycle-template-router = Router of conversations
lifecycle-template-router-detail = A language model classifies the question and another workflow answers, with a way out for when it is not there.
lifecycle-template-rag = Answers from documents (RAG)
lifecycle-template-rag-detail = Looks up in the documents what the question needs before it is answered.
lifecycle-drafts = Drafts
lifecycle-drafts-detail = Kept in this browser, not saved yet.
lifecycle-draft-new = new workflow
lifecycle-draft-of = unsaved changes
lifecycle-draft-discard = Discard
lifecycle-draft-discard-of = Discard the draft of { $name }
lifecycle-draft-discard-sure = Really discard it? There is no way back.
lifecycle-draft-stay = Keep
lifecycle-machines = State machines
lifecycle-machines-search = Search machines
lifecycle-machines-none = No machines yet
lifecycle-machines-none-detail = Begin a blank one, or with a template.
lifecycle-machines-none-found = No machine with “{ $query }”.
lifecycle-opened = opened { $ago }
lifecycle-name = Name
lifecycle-name-first = my-workflow
lifecycle-name-taken = There is a machine called { $name } already.
lifecycle-name-draft = There is a draft called { $name } already. Go on with it, or choose another name.
lifecycle-type = Type
lifecycle-type-standard = For long workflows: up to a year, each step kept, each done once.
lifecycle-type-express = For short and many ones: up to 5 minutes, a step may be done more than once.
lifecycle-begin = Begin
lifecycle-continue = Continue
lifecycle-import-file = Choose a file or drop it here
lifecycle-import-kinds = .json, .yaml or .yml: a definition, or a SAM or CloudFormation template with one in it
lifecycle-import-paste = Or paste the text
lifecycle-import-drop-file = Choose another file
lifecycle-import-too-large = The file is too large: the limit is 4 MB.
lifecycle-import-unreadable = This text cannot be read. Line { $line }: { $problem }.
lifecycle-import-nothing = There is no definition here: it would have a field “States”.
lifecycle-import-elsewhere = This template only says where the definition is: { $uri }. Import that file.
lifecycle-import-which = Which machine of the template
lifecycle-start = Start
lifecycle-publish = Publish
lifecycle-save-keys = Save (Ctrl+S)
lifecycle-saved = Saved.
lifecycle-saved-already = Everything is saved already.
lifecycle-errors = { $count ->
    [one] There is an error: mend it to save.
   *[other] There are { $n } errors: mend them to save.
}
lifecycle-to-yaml = Turn into YAML
lifecycle-to-json = Turn into JSON
lifecycle-import-replace = Replace the text
lifecycle-import-note = What is imported takes the place of what is open. Ctrl+Z brings it back.
lifecycle-create = Save { $name } for the first time
lifecycle-gone = This machine was deleted after you opened it. Saving creates a new one of the same name.
lifecycle-role = Role
lifecycle-role-hint = The machine may do what the policies of this role allow.
lifecycle-role-own = { $name } (its own, not declared)
lifecycle-role-own-hint = A role that nobody has declared may do everything here, unless the server wants roles declared.
lifecycle-values = Values that are missing
lifecycle-values-why = The definition has these names in place of values. Say what they stand for.
lifecycle-values-leave = Save without values
lifecycle-conflict = Somebody else has saved this machine
lifecycle-conflict-why = It changed after you opened it. Compare and choose: what you have written stays here until then.
lifecycle-conflict-take = Take the saved one
lifecycle-conflict-taken = What was saved is here now. Ctrl+Z brings yours back.
lifecycle-conflict-overwrite = Save mine over it
lifecycle-theirs = The saved one
lifecycle-mine = Mine
lifecycle-follow-open = Open in the console
lifecycle-versions = Versions
lifecycle-versions-none = No version is published yet. Publishing gives what is saved a number.
lifecycle-versions-unsaved = There are no versions yet
lifecycle-versions-unsaved-detail = Save the workflow and publish the first one.
lifecycle-version-n = Version { $n }
lifecycle-side-now = What is written now
lifecycle-side-saved = What is saved
lifecycle-alias-weight = { $name }: { $weight }%
lifecycle-compare = Compare
lifecycle-compare-from = From
lifecycle-compare-to = To
lifecycle-compare-as = How to compare
lifecycle-compare-graph = In the picture
lifecycle-compare-text = In the text
lifecycle-compare-of = From { $before } to { $after }
lifecycle-compare-unreadable = One of the texts cannot be read: only the texts are compared.
lifecycle-same = Both are the same.
lifecycle-same-meaning = Both do the same: only the way it is written has changed.
lifecycle-changes = What has changed
lifecycle-change-added = new
lifecycle-change-removed = removed
lifecycle-change-changed = changed
lifecycle-change-same = same
lifecycle-count-added = { $count ->
    [one] { $n } new
   *[other] { $n } new
}
lifecycle-count-removed = { $count ->
    [one] { $n } removed
   *[other] { $n } removed
}
lifecycle-count-changed = { $count ->
    [one] { $n } changed
   *[other] { $n } changed
}
lifecycle-change-machine = The machine
lifecycle-change-renamed = before: { $name }
lifecycle-restore = Restore “{ $title }”
lifecycle-restore-hint = The text changes, nothing is saved yet. Ctrl+Z takes it back.
lifecycle-restored = “{ $title }” is back in the text.
lifecycle-description = What has changed (optional)
lifecycle-description-hint = It stays with the version.
lifecycle-alias = Alias
lifecycle-alias-hint = A fixed name that leads to a version. Whoever starts by it need not change anything.
lifecycle-alias-none = Leave the aliases alone
lifecycle-alias-at = { $name } (at version { $version } today)
lifecycle-alias-new = Create an alias
lifecycle-alias-name = Name of the alias
lifecycle-alias-how = How much goes to the new version
lifecycle-alias-all = All at once
lifecycle-alias-part = Only a part
lifecycle-alias-share = To the new version (%)
lifecycle-alias-share-hint = The other { $rest }% stay with version { $version }.
lifecycle-alias-failed = Version { $n } is published, but the alias was not moved.
lifecycle-alias-again = Try the alias again
lifecycle-published = Version { $n } is published.
lifecycle-cases = Test cases
lifecycle-cases-none = This machine has no test cases. “Test” is where to make some.
lifecycle-cases-running = Testing before it is published: { $done } of { $total }
lifecycle-cases-passed = { $n ->
    [one] The test case passed.
   *[other] All { $n } test cases passed.
}
lifecycle-cases-failed = { $n ->
    [one] 1 of { $total } test cases did not pass.
   *[other] { $n } of { $total } test cases did not pass.
}
lifecycle-cases-again = Test again
lifecycle-cases-force = Publish all the same
lifecycle-cases-unknown = It could not be tested before publishing.
lifecycle-export = Export
lifecycle-export-json = The definition, ready for AWS
lifecycle-export-yaml = The same, easier to read
lifecycle-export-svg = The picture, at any size
lifecycle-export-png = The picture, as an image
lifecycle-export-sam = SAM template
lifecycle-export-sam-detail = To deploy to AWS, with a role that may do what is needed and no more
lifecycle-export-theme = Colours of the picture
lifecycle-export-unreadable = The text cannot be read right now.
lifecycle-export-as-is = Download as it is
lifecycle-sam-download = Download .zip
lifecycle-sam-refused = The template can only be made of a definition without errors.
lifecycle-sam-unknown = What these states need is not known: complete the role by hand.
lifecycle-sam-permissions = Permissions
lifecycle-sam-why = The role of the machine may do this and nothing else, for the sake of these states.
lifecycle-sam-none = This machine needs no permission at all.
lifecycle-sam-machine = The machine { $name }
