"""Every small change of a module that its tests should notice, one at a time: made in its syntax tree, never in its file."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType

# What somebody could have written instead by mistake.
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
# Statements that do something and name nothing: without one of them, something is not done.
EFFECTS = (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
HOLDING = (ast.stmt, ast.excepthandler, ast.match_case)
Change = tuple[ast.AST, ast.AST, str]  # what stands there, what is put in its place, and of which kind that is


@dataclass(frozen=True, slots=True)
class Mutant:
    """``function`` is the qualified name of the outermost function around the change; a change of the module itself has none
    and a ``name`` instead, which its statement gives a value. ``first`` to ``last`` are the lines of the statement."""

    path: Path
    line: int
    kind: str
    words: str
    function: str
    name: str
    first: int
    last: int
    compiled: Callable[[], CodeType]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind}: {self.words}"


class Replacing(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def of(path: Path) -> Iterator[Mutant]:
    """In the order of the file."""
    tree = ast.parse(path.read_text())
    for function, name, statement in _statements(tree):
        body = getattr(statement, "body", None)
        # Of what holds statements, its own lines: up to the first of them.
        last = max(statement.lineno, body[0].lineno - 1) if isinstance(body, list) else statement.end_lineno
        for old, new, kind in _changes(statement):
            words = f"{_short(old)} → {_short(new)}"
            compiled = partial(_compiled, tree, old, new, path, statement if name else None)
            yield Mutant(path, old.lineno, kind, words, function, name, statement.lineno, last, compiled)


def _compiled(tree: ast.Module, old: ast.AST, new: ast.AST, path: Path, alone: ast.stmt | None) -> CodeType:
    """The module with the change in it; of a change of the module itself, the statement ``alone``."""
    Replacing(old, ast.copy_location(new, old)).visit(tree)
    try:
        whole = ast.Module([alone], []) if alone else tree
        return compile(ast.fix_missing_locations(whole), str(path.resolve()), "exec")
    finally:
        Replacing(new, old).visit(tree)


def _short(node: ast.AST) -> str:
    line = " ".join(ast.unparse(node).split())
    return line if len(line) <= 90 else f"{line[:89]}…"


def _statements(tree: ast.Module) -> Iterator[tuple[str, str, ast.stmt]]:
    """Of functions and methods, and of the module those that give a plain value a name."""
    for node in tree.body:
        if isinstance(node, FUNCTIONS):
            yield from ((node.name, "", inner) for inner in _inside(node))
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, FUNCTIONS):
                    yield from ((f"{node.name}.{method.name}", "", inner) for inner in _inside(method))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_plain(node.value):
            yield "", node.targets[0].id, node


def _is_plain(value: ast.expr) -> bool:
    """A number, a span of time: what can be worked out again and does nothing else. Not what a constraint is made of: that
    was written into the database."""
    if isinstance(value, ast.BinOp):
        return _is_plain(value.left) and _is_plain(value.right)
    return isinstance(value, (ast.Constant, ast.Name, ast.UnaryOp)) or (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "timedelta"
    )


def _inside(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements that a function or another statement holds, at any depth."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        if isinstance(child, HOLDING):
            yield from _inside(child)


def _changes(statement: ast.stmt) -> Iterator[Change]:
    """Those of the statement itself, not of what it holds."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return  # words about the function
    if isinstance(statement, EFFECTS) and not _is_yield(statement):
        yield statement, ast.Pass(), "statement"
    if isinstance(statement, ast.Return) and statement.value and ast.unparse(statement.value) != "None":
        yield statement, ast.Return(ast.Constant(None)), "return"
    if isinstance(statement, (ast.If, ast.While)) and not isinstance(
        statement.test, (ast.Compare, ast.BoolOp, ast.UnaryOp)
    ):
        yield statement.test, ast.UnaryOp(ast.Not(), statement.test), "condition"
    for node in _expressions(statement):
        yield from _of_expression(node)


def _is_yield(statement: ast.stmt) -> bool:
    """Without it the function would be of another sort."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Yield, ast.YieldFrom))


def _expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """Its own, at any depth. Of a function or a class inside a function, what it holds comes by itself."""
    if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
        return
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop(0)
        for field, value in ast.iter_fields(node):
            parts = value if isinstance(value, list) else [value]
            found = [part for part in parts if isinstance(part, ast.AST) and not isinstance(part, HOLDING)]
            if field not in {"annotation", "returns"}:
                yield from found
                waiting += found


def _of_expression(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(left, operators, others):
            for place, found in enumerate(operators):
                changed = [*operators[:place], COMPARED[type(found)](), *operators[place + 1 :]]
                yield node, ast.Compare(left, changed, others), "comparison"
        case ast.BoolOp(operator, values):
            yield node, ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values), "and/or"
        case ast.BinOp(left, operator, right) if type(operator) in CALCULATED:
            yield node, ast.BinOp(left, CALCULATED[type(operator)](), right), "arithmetic"
        case ast.UnaryOp(ast.Not(), operand):
            yield node, operand, "not"
        case ast.Constant(bool(value)):
            yield node, ast.Constant(not value), "constant"
        case ast.Constant(int(value)):
            yield node, ast.Constant(value + 1), "constant"
