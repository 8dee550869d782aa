# What this would cost on AWS.
cost-title = Cost on AWS
cost-detail = What this month would cost on AWS at list prices. Here you pay none of it.
cost-month = Month
cost-month-before = Month before
cost-month-after = Month after
cost-so-far = So far
cost-total = Total
cost-since = counted since { $at }
cost-projected = Projection of the month
cost-projected-detail = if it goes on like this until the end
cost-per-order = Per order
cost-orders = { $n ->
    [0] no orders in this time
    [one] { $count } order in this time
   *[other] { $count } orders in this time
}
cost-nothing = Nothing was counted in { $month }
cost-nothing-detail = The server was not running, or did not count yet.
cost-lines = Service by service
cost-lines-detail = AWS's free tier is already taken off.
cost-what = What
cost-quantity = Quantity
cost-price = Price per unit
cost-free = Free tier
cost-free-none = none
cost-free-used = { $part } of { $free }
cost-cost = Cost
cost-how = How this is counted
cost-prices = List prices of the region { $region }, of { $date }, in US dollars and without taxes.
cost-by-size = ¹ By how long requests and answers are.
cost-by-state = ² Repeated attempts at a state are not in it.
cost-not-counted = AWS bills this as well, and it is not counted here:
cost-not-bedrock-tokens = Tokens of Bedrock
cost-not-data-transfer = Data transfer
cost-not-dynamodb-storage = Storage of DynamoDB
cost-not-express-durations = Durations of Express executions
cost-not-log-storage = Storage of logs
cost-not-sns-deliveries = Deliveries of SNS by e-mail, SMS and HTTP
cost-unit-transition = transitions
cost-unit-request = requests
cost-unit-gb-second = GB-seconds
cost-unit-unit = units
cost-unit-gb = GB
cost-what-transitions = Standard: state transitions
cost-what-express = Express: requests
cost-what-requests = Requests
cost-what-duration = Duration, x86
cost-what-writes = On demand: write units
cost-what-reads = On demand: read units
cost-what-publications = Publications
cost-what-ingestion = Ingestion
