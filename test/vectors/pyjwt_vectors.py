"""Signs and checks tokens with PyJWT.

Reads {"key", "sign": [claims, ...], "check": [token, ...]} as JSON on the standard input and answers, in the same
order, {"version", "signed": [token, ...], "checked": [{"header", "claims"} or {"error"}, ...]}.
"""

import json
import sys

import jwt


def sign(claims, key):
    # DataHub writes no `typ`; PyJWT does unless it is told so.
    return jwt.encode(claims, key, algorithm="HS256", headers={"typ": None})


def check(token, key):
    try:
        # Whether a token has expired is another question than whether it is signed.
        claims = jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": False})
        return {"header": jwt.get_unverified_header(token), "claims": claims}
    except jwt.PyJWTError as error:
        return {"error": type(error).__name__}


def main():
    question = json.load(sys.stdin)
    key = question["key"]
    answer = {
        "version": jwt.__version__,
        "signed": [sign(claims, key) for claims in question["sign"]],
        "checked": [check(token, key) for token in question["check"]],
    }
    json.dump(answer, sys.stdout)


main()
