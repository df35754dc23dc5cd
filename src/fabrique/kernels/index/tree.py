"""The groups of a definition laid out for calculation, and the weights on their edges.

An edge joins a group to one of its parts; weights are a vector (e) over edges, or a table (b, e) for b draws.
The weights of the parts of one group sum to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.definition import Definition, Mean

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Node:
    """A group: the edges to its ``leaves`` (numbers of indicators) and to its ``nodes`` (numbers of
    groups)."""

    code: str
    mean: Mean
    leaves: tuple[int, ...]
    leaf_edges: tuple[int, ...]
    nodes: tuple[int, ...]
    node_edges: tuple[int, ...]

    @property
    def edges(self) -> tuple[int, ...]:
        """All its edges, those to indicators first."""
        return (*self.leaf_edges, *self.node_edges)


@dataclass(frozen=True, slots=True)
class Tree:
    """``nodes`` from the bottom up, the index last; ``weights`` (e) as the definition gives them."""

    nodes: tuple[Node, ...]
    weights: Floats
    leaves: int

    @property
    def top(self) -> Node:
        """The index."""
        return self.nodes[-1]


def lay_out(definition: Definition) -> Tree:
    """The tree of a definition; indicators are numbered in its order."""
    leaf = {code: rank for rank, code in enumerate(definition.codes)}
    upwards = list(definition.downwards())[::-1]
    node = {group.code: rank for rank, group in enumerate(upwards)}
    nodes: list[Node] = []
    weights: list[float] = []
    for group in upwards:
        held: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        for part in group.parts:
            is_leaf = part.code in leaf
            held[is_leaf].append((leaf[part.code] if is_leaf else node[part.code], len(weights)))
            weights.append(part.weight)
        leaves, inner = held[True], held[False]
        nodes.append(
            Node(
                group.code,
                group.mean,
                tuple(one for one, _edge in leaves),
                tuple(edge for _one, edge in leaves),
                tuple(one for one, _edge in inner),
                tuple(edge for _one, edge in inner),
            )
        )
    return Tree(tuple(nodes), np.array(weights), len(leaf))


def leaf_weights(tree: Tree, weights: Floats) -> Floats:
    """The weight of each indicator in the whole: the product along its way up, (b, e) to (b, d)."""
    found = np.zeros((len(weights), tree.leaves))
    share = {len(tree.nodes) - 1: np.ones(len(weights))}
    for rank in range(len(tree.nodes) - 1, -1, -1):
        node = tree.nodes[rank]
        for one, edge in zip(node.leaves, node.leaf_edges, strict=True):
            found[:, one] = share[rank] * weights[:, edge]
        for one, edge in zip(node.nodes, node.node_edges, strict=True):
            share[one] = share[rank] * weights[:, edge]
    return found


def without(tree: Tree, weights: Floats, removed: npt.NDArray[np.bool_]) -> Floats:
    """Weights (b, e) less the indicators that are ``removed``, (b, d) or (1, d) for all alike: the others of
    the group share their weight, and a group left empty gives its own to its siblings."""
    found = weights.copy()
    counts: list[npt.NDArray[np.bool_]] = []
    for node in tree.nodes:
        for one, edge in zip(node.leaves, node.leaf_edges, strict=True):
            found[:, edge] *= ~removed[:, one]
        for one, edge in zip(node.nodes, node.node_edges, strict=True):
            found[:, edge] *= counts[one]
        edges = list(node.edges)
        total = found[:, edges].sum(axis=1)
        found[:, edges] /= np.where(total > 0, total, 1.0)[:, None]
        counts.append(total > 0)
    return found


def dirichlet(tree: Tree, spread: float, count: int, random: np.random.Generator) -> Floats:
    """``count`` draws of weights (b, e) around those of the tree, group by group; all equal to them when
    ``spread`` is 0. The parameter of a part is spread × number of parts × weight."""
    found = np.repeat(tree.weights[None, :], count, axis=0)
    for node in tree.nodes:
        edges = [edge for edge in node.edges if tree.weights[edge] > 0]
        if spread > 0 and len(edges) > 1:
            base = tree.weights[edges]
            found[:, edges] = random.dirichlet(spread * len(edges) * base, count)
    return found
