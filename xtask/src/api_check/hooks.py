"""What Schemathesis must know to get beyond the door: who may ask, and what there is to ask about.

Each operation says in the document whose session it takes. Identifiers are made up three times in
ten; otherwise they name something that is there.
"""

import json
import os
import random
import threading
import time
import urllib.error
import urllib.request

import schemathesis

URL = os.environ["ENTREGA_URL"]
OPERATOR = os.environ["ENTREGA_OPERATOR_TOKEN"]
STORE = "loja"
MADE_UP = 0.3
# What is asked uses orders up: after so many requests there is another.
ORDER_EVERY = 100
# Hypothesis has the module's own generator for itself.
RANDOM = random.Random()


def ask(method, path, body=None, token=OPERATOR, **headers):
    """The JSON that the server answers with."""
    headers["Content-Type"] = "application/json"
    headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def guest():
    wish = {"name": "Ana", "phone": "(11) 98765-4321"}
    return ask("POST", f"/api/stores/{STORE}/sessions", wish)["token"]


def plain_item():
    """Something that is ordered as it is."""
    menu = ask("GET", f"/api/stores/{STORE}/menu")
    items = [item for category in menu["categories"] for item in category["items"]]
    for item in items:
        if all(group["min"] == 0 for group in item["options"]) and item["price"] >= 2000:
            return item["id"]
    raise RuntimeError("nothing can be ordered as it is")


class Shop:
    """A customer with orders, and a courier who brings them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked = 0
        self.customer = guest()
        self.item = plain_item()
        self.cart = {"lines": [{"item": self.item, "quantity": 1}]}
        self.address = {"line": ask("GET", f"/api/stores/{STORE}")["address"]}
        self.orders = []
        for payment in ("CASH", "PIX", "CASH"):
            self.place(payment)

    def quote(self):
        wish = {"cart": self.cart, "address": self.address}
        return ask("POST", "/api/quotes", wish, self.customer)["quote"]

    def place(self, payment):
        """Places an order, and has it brought if it is paid at the door."""
        ask("PUT", "/api/board/store", {"paused": False, "accepts": "BY_HAND"})
        ask("PUT", f"/api/board/stock/{self.item}", {"available": 100})
        order = {"cart": self.cart, "quote": self.quote(), "payment": {"type": payment}}
        key = {"Idempotency-Key": f"key-{RANDOM.random()}"}
        placed = ask("POST", "/api/orders", order, self.customer, **key)
        self.orders = [*self.orders[-4:], placed]
        if payment != "CASH":
            return
        board = f"/api/board/orders/{placed['id']}"
        self.reach(placed, "AWAITING_CONFIRMATION")
        ask("POST", f"{board}/accept", {})
        self.reach(placed, "CONFIRMED")
        # Who has had a few orders before may still be busy with one.
        courier = f"rui-{RANDOM.randrange(10**9)}"
        rui = {"name": "Rui", "state": "FREE", "point": {"x": 0, "y": 0}}
        ask("PUT", f"/api/board/couriers/{courier}", rui)
        ask("POST", f"{board}/assign", {"courier": courier})
        placed["courier_id"] = courier

    def reach(self, order, status):
        for _ in range(200):
            now = ask("GET", f"/api/orders/{order['id']}", None, self.customer)
            if now["status"] == status:
                return
            time.sleep(0.02)

    def renew(self):
        """Places another order from time to time."""
        with self.lock:
            self.asked += 1
            if self.asked % ORDER_EVERY != 0:
                return
            try:
                self.place(RANDOM.choice(["CASH", "CASH", "PIX"]))
            except urllib.error.HTTPError as refused:
                # What is made up meanwhile may have closed the shop again.
                print(f"no order was placed: {refused} {refused.read()[:200]}")

    def token(self, operation):
        if operation.label == "DELETE /api/session":
            return guest()
        return self.customer if "customer" in roles_of(operation) else OPERATOR


def roles_of(operation):
    security = operation.definition.raw.get("security") or []
    return [role for one in security for role in one.get("bearer", [])]


SHOP = Shop()


@schemathesis.auth(refresh_interval=None)
class Sessions:
    """The session that an operation takes."""

    def get(self, case, context):
        return SHOP.token(case.operation)

    def set(self, case, data, context):
        if roles_of(case.operation):
            case.headers = case.headers or {}
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Names what is there, mostly."""
    SHOP.renew()
    order = RANDOM.choice(SHOP.orders)
    named = {
        "store": STORE,
        "order": order["id"],
        "token": order["tracking_link"].rsplit("/", 1)[1],
        "item": SHOP.item,
        "picture": "feijoada.svg",
        "courier": order.get("courier_id", "rui"),
    }
    if case.path_parameters and RANDOM.random() > MADE_UP:
        for name in case.path_parameters:
            if name in named:
                case.path_parameters[name] = named[name]
    if case.operation.path.startswith("/api/courier") and RANDOM.random() > MADE_UP:
        case.headers = case.headers or {}
        case.headers["Entrega-Courier"] = named["courier"]
    if isinstance(case.body, dict) and RANDOM.random() > MADE_UP:
        there = {
            "cart": SHOP.cart,
            "address": SHOP.address,
            "line": SHOP.address["line"],
            "courier": named["courier"],
            "pin": order["pin"],
        }
        for name in case.body:
            if name in there:
                case.body[name] = there[name]
            elif name == "quote":
                try:
                    case.body[name] = SHOP.quote()
                except urllib.error.HTTPError:
                    pass
