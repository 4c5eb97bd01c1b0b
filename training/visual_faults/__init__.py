"""How the network of `worker/pictures/model` is made; nothing here belongs to the product."""
