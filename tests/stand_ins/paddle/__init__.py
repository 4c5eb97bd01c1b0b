"""A local Paddle: the part of Paddle Billing that DEFFATEST uses, over HTTP, with its clock and its post in one's hand.

`entities` says how things look, `account` what may happen to them, `notifications` how webhooks leave, and `server`
answers as the API and as the checkout page. What the official SDKs cannot parse is a mistake here.
"""
