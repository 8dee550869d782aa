# The studio.

# What a workflow is made of. `…-words` is what else somebody may look for, in any language.
canvas-task-detail = Calls a function or a service
canvas-task-words = tarefa chamar call run step work
canvas-choice-detail = Goes one way or another, by the data
canvas-choice-words = decisao condicao if else switch branch condition
canvas-parallel-detail = Goes several ways at once
canvas-parallel-words = paralelo ramos fork branches at once concurrent
canvas-map-detail = Repeats its steps for each item of a list
canvas-map-words = lista repetir loop for each items iterate
canvas-wait-detail = Waits for a while, or until a time
canvas-wait-words = esperar aguardar pause delay sleep timer
canvas-pass-detail = Passes on, with its data transformed
canvas-pass-words = passar transformar transform data nothing
canvas-succeed-detail = Ends well
canvas-succeed-words = sucesso fim success end stop done
canvas-fail-detail = Ends with an error
canvas-fail-words = falha erro error end stop abort
canvas-receive-order-detail = Takes the order in and checks it
canvas-receive-order-words = receber pedido receive order function
canvas-check-availability-detail = Keeps what was ordered in stock
canvas-check-availability-words = disponibilidade estoque stock check
canvas-delivery-cost-detail = Works out the delivery fee
canvas-delivery-cost-words = frete entrega taxa fee price distance
canvas-confirm-order-detail = Has the customer and the store confirm it
canvas-confirm-order-words = confirmar confirm accept
canvas-process-payment-detail = Charges by Pix or card
canvas-process-payment-words = pagamento pix pay charge card
canvas-notify-customer-detail = Tells the customer what happened
canvas-notify-customer-words = notificar avisar message sms tell
canvas-track-delivery-detail = Follows the delivery to the door
canvas-track-delivery-words = rastrear entrega courier follow
canvas-lambda-invoke = Invoke a Lambda function
canvas-lambda-invoke-detail = Calls a function and goes on with its answer
canvas-lambda-invoke-words = funcao invocar code
canvas-callback = Wait for an answer
canvas-callback-detail = Hands out a token and waits until somebody answers
canvas-callback-words = aguardar token callback human task approval
canvas-nested = Run another workflow
canvas-nested-detail = Starts another machine and waits for its result
canvas-nested-words = maquina subfluxo nested sub start execution step functions
canvas-dynamodb-get = DynamoDB: get an item
canvas-dynamodb-get-detail = Reads an item of a table by its key
canvas-dynamodb-get-words = tabela banco ler read table database
canvas-dynamodb-put = DynamoDB: put an item
canvas-dynamodb-put-detail = Writes a whole item to a table
canvas-dynamodb-put-words = tabela banco gravar write save table database
canvas-dynamodb-update = DynamoDB: update an item
canvas-dynamodb-update-detail = Changes some fields of an item
canvas-dynamodb-update-words = tabela banco atualizar change table database
canvas-dynamodb-delete = DynamoDB: delete an item
canvas-dynamodb-delete-detail = Deletes an item by its key
canvas-dynamodb-delete-words = tabela banco apagar remove table database
canvas-sns = SNS: publish a message
canvas-sns-detail = Publishes to a topic for its subscribers
canvas-sns-words = topico notificacao topic notification
canvas-sqs = SQS: send a message
canvas-sqs-detail = Puts a message on a queue
canvas-sqs-words = fila mensagem queue
canvas-events = EventBridge: put events
canvas-events-detail = Tells other systems what happened
canvas-events-words = evento barramento bus event
canvas-http = Call an HTTP endpoint
canvas-http-detail = Calls the API of another system, with kept credentials
canvas-http-words = rest api url requisicao request web fetch
canvas-bedrock = Bedrock: ask a model
canvas-bedrock-detail = Sends a question to a language model
canvas-bedrock-words = ia llm invoke model ai claude
canvas-retry = Retry with back-off
canvas-retry-detail = Tries again, ever later, and gives up with a clear error
canvas-retry-words = retentativa tentar exponential backoff try again
canvas-approval = Approval by callback
canvas-approval-detail = Asks somebody to approve, waits for up to a day and follows the answer
canvas-approval-words = aprovacao aprovar human token
canvas-saga = Saga with compensation
canvas-saga-detail = Undoes what was done when a step fails
canvas-saga-words = transacao desfazer rollback undo transaction
canvas-for-each = For each item
canvas-for-each-detail = Handles each item of a list, up to ten at once
canvas-for-each-words = map lista itens loop iterate
canvas-ab = A/B test
canvas-ab-detail = Draws one of two variants, half and half
canvas-ab-words = experimento sorteio random experiment variant
canvas-router = Router
canvas-router-detail = A model says what it is about, and each topic goes its own way
canvas-router-words = roteador classificar classify topic llm
canvas-rag = Answer from texts (RAG)
canvas-rag-detail = Looks in the knowledge base and answers from what it found
canvas-rag-words = conhecimento retrieval augmented generation knowledge base llm
canvas-group-flow = Flow
canvas-group-shop = Steps of an order
canvas-group-actions = Actions
canvas-group-patterns = Patterns
canvas-group-functions = Your functions
canvas-group-machines = Your workflows
canvas-group-services = Other AWS services

# The canvas.
canvas-label = Picture of the workflow. Arrows follow the lines; the question mark shows all keys.
canvas-view = Look at the picture
canvas-drop-here = Drop a state here
canvas-blank-detail = Drag something from the list beside, paste a definition in JSON or YAML, or begin here:
canvas-insert-first = Insert the first state
canvas-plus = Insert between { $from } and { $to }
canvas-plus-short = Insert here
canvas-handle = Connect { $state } to another state
canvas-handle-short = Drag to another state to connect
canvas-menu = What to do with { $state }
canvas-menu-short = More actions
canvas-line-menu = What to do with this line
canvas-chosen = { $n ->
    [one] { $n } state chosen
   *[other] { $n } states chosen
}
canvas-drag-line = Connect { $from } to…
canvas-rename-label = New name of { $state }
canvas-the-end = the end
canvas-minimap = All of the picture, small
canvas-minimap-show = Show the minimap
canvas-minimap-hide = Hide the minimap
canvas-showing-end = Back to the picture without results

# What can be done.
canvas-inspect = Open its fields
canvas-rename = Rename
canvas-insert-after = Insert after
canvas-insert-before = Insert before
canvas-connect = Connect to…
canvas-add-branch = Add a branch
canvas-move-up = Change places with the one before
canvas-move-down = Change places with the next
canvas-wrap-parallel = Wrap in a Parallel
canvas-wrap-map = Wrap in a Map
canvas-duplicate = Duplicate
canvas-copy = Copy
canvas-cut = Cut
canvas-paste = Paste
canvas-remove = Remove
canvas-disconnect = Disconnect: { $way }
canvas-find = Find a state
canvas-find-keys = Find a state (Ctrl+F)
canvas-find-none = No state found
canvas-insert-where = Insert { $place }
canvas-connect-label = Connect { $from }
canvas-connect-way = Which way out?
canvas-connect-to = Connect to which state?
canvas-clipboard-keys = The browser does not let the clipboard be used from here. Use Ctrl+C, Ctrl+X and Ctrl+V on the canvas.
canvas-paste-nothing = What is on the clipboard is neither a workflow nor a state in JSON or YAML.

# The ways out of a state.
canvas-way-label = How does { $from } lead to { $to }?
canvas-way-next = Afterwards (Next)
canvas-way-next-now = Afterwards (leads to { $to } now)
canvas-way-default = If no rule holds (Default)
canvas-way-default-now = If no rule holds (leads to { $to } now)
canvas-way-rule-new = A new rule
canvas-way-rule = Rule “{ $rule }” (leads to { $to } now)
canvas-way-catch-new = On an error (a new Catch)
canvas-way-catch = On error { $errors } (leads to { $to } now)
canvas-leads-end = end

# Places: “Insert …”, “Inserted: X …”.
canvas-place-after = after { $state }
canvas-place-before = before { $state }
canvas-place-between = between { $from } and { $to }
canvas-place-into = into the empty space

# What was done, read aloud.
canvas-said-inserted = Inserted: { $states }
canvas-said-removed = Removed: { $states }
canvas-said-duplicated = Duplicated: { $states }
canvas-said-moved = Moved: { $states }
canvas-said-no-further = There is nothing to change places with on this side
canvas-said-connected = { $from } leads to { $to } now
canvas-said-disconnected = Disconnected from { $from }
canvas-said-renamed = Renamed to { $name }
canvas-said-wrapped = Wrapped in a { $type }
canvas-said-branch = Branch added to { $state }
canvas-said-copied = { $n ->
    [one] { $n } state copied
   *[other] { $n } states copied
}
canvas-said-pasted-all = Definition pasted
canvas-said-chosen = { $n ->
    [one] { $n } state chosen
   *[other] { $n } states chosen
}

# The palette.
canvas-palette-search = Find something to insert
canvas-palette-none = Nothing found
canvas-palette-more = Search for a service or an operation to see any action of AWS: “s3 get”, “invoke”, “start query”.
canvas-click-inserts = A click inserts { $place }
canvas-click-first = A click inserts the first state

# The keys.
canvas-keys = Keys
canvas-keys-go = Going about
canvas-keys-follow = Follow the lines
canvas-keys-beside = To what is beside or inside
canvas-keys-extend = Choose more states
canvas-keys-zoom = Nearer, farther, all of it
canvas-keys-nothing = Choose nothing
canvas-keys-build = Building
canvas-keys-palette = Find something to insert
canvas-keys-move = Change places with the neighbour
canvas-keys-remove = Remove and reconnect
canvas-keys-change = Changing
canvas-keys-clipboard = Copy, cut, paste
canvas-keys-all = Choose all of the same level
canvas-keys-history = Undo, redo
canvas-keys-pointer = With the mouse
canvas-keys-drag-shift = Shift + drag
canvas-keys-marquee = Choose what is in the area
canvas-keys-wheel = Wheel or two fingers
canvas-keys-pan = Move the picture
canvas-keys-wheel-ctrl = Ctrl + wheel
canvas-keys-drag-alt = Alt when a line is let go
canvas-keys-catch = Connect for when it fails

# The outline.
canvas-outline = Outline of the workflow
canvas-outline-branch = Branch { $n }
canvas-outline-each = For each item
canvas-outline-empty = There are no states yet.
canvas-outline-starts = starts here
canvas-outline-nothing = empty
canvas-leads-next = then { $to }
canvas-leads-default = else { $to }
canvas-leads-choice = if { $rule }: { $to }
canvas-leads-catch = on error { $errors }: { $to }
canvas-connect-nowhere = Nowhere: remove this way
canvas-services-failed = The actions of other services could not be looked up now.
