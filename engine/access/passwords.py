"""What a password must be like."""

SHORTEST_PASSWORD = 10
# code -> what is wrong, in Chinese and in English
PASSWORD_PROBLEMS = {
    "too_short": (
        f"密码太短：至少 {SHORTEST_PASSWORD} 个字符。",
        f"The password is too short: at least {SHORTEST_PASSWORD} characters.",
    ),
    "too_long": (
        "密码太长：最多 200 个字符。",
        "The password is too long: at most 200 characters.",
    ),
    "too_simple": (
        "密码太简单：至少包含 5 个不同的字符。",
        "The password is too simple: at least 5 different characters.",
    ),
    "contains_username": (
        "密码不能包含账号名。",
        "The password must not contain the account's name.",
    ),
}


def password_problems(password: str, username: str) -> list[str]:
    """Return the codes of what is wrong with a new password."""
    problems = []
    if len(password) < SHORTEST_PASSWORD:
        problems.append("too_short")
    if len(password) > 200:
        problems.append("too_long")
    if len(set(password)) < 5:
        problems.append("too_simple")
    if username and username.lower() in password.lower():
        problems.append("contains_username")
    return problems
