"""How Paddle says no."""


class Refusal(Exception):
    """An answer that is an error, by Paddle's own code."""

    def __init__(self, status: int, code: str, detail: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = fields or {}

    @property
    def error(self) -> dict[str, object]:
        """The `error` of the answer's body."""
        kind = "api_error" if self.status >= 500 else "request_error"
        about = "subscriptions" if self.code.startswith("subscription") else "shared"
        said: dict[str, object] = {
            "type": kind,
            "code": self.code,
            "detail": self.detail,
            "documentation_url": f"https://developer.paddle.com/errors/{about}/{self.code}",
        }
        if self.fields:
            said["errors"] = [{"field": name, "message": message} for name, message in self.fields.items()]
        return said


def not_found(identifier: str) -> Refusal:
    return Refusal(404, "not_found", f"Entity {identifier} not found.")


def invalid(field: str, message: str) -> Refusal:
    return Refusal(400, "invalid_field", "Request does not pass validation.", {field: message})
