"""Notions together, as real diagrams combine them."""

from tests.acceptance.conformance.play import do, message, play, signal, start, wait

REVIEW = """
process P
  start s -> m
  xor m -> fill
  user fill -> S
  sub S -> g
    start s1 -> f
    and f -> legal | finance
    user legal -> j
    boundary warn on=legal cycle=R/P1D nonint -> remind
    task remind
    user finance -> j
    and j -> e1
    end e1
    evsub W
      start w message=withdraw -> tell
      user tell -> we error=withdrawn
      end we error=withdrawn
  boundary gone on=S error=withdrawn -> closed
  end closed
  boundary late on=S duration=P9DT12H -> boss
  user boss -> g
  xor g -> m if ok = false | file else
  user file -> e
  end e
""".replace(" -> we error=withdrawn", " -> we")


def test_a_review_with_rework_reminders_and_withdrawal() -> None:
    rounds = ["fill", wait("P2D"), do("legal", ok=False), "finance"]
    again = ["fill", do("finance", ok=True), "legal", "file"]

    played = play(REVIEW, *rounds, *again)

    assert (played.result, played.count("remind"), played.count("S")) == ("completed", 2, 2)
    assert played.timers == []


def test_a_review_is_withdrawn() -> None:
    played = play(REVIEW, "fill", "legal", message("withdraw"), "tell")

    assert (played.result, played.open, "S" in played.cancelled) == ("completed", [], True)


def test_a_review_that_takes_too_long_goes_to_the_boss() -> None:
    played = play(REVIEW, "fill", wait("P10D"))

    assert (played.open, played.count("remind")) == (["boss"], 9)


def test_an_escalation_out_of_a_multi_instance_reaches_the_boundary_each_time() -> None:
    sketch = """
    process P
      start s -> S
      sub S mi=par card=3 -> Z
        start s1 -> A
        user A -> t
        throw t escalation=help -> B
        user B
      boundary b on=S escalation=help nonint -> H
      user H
      user Z
    """
    assert play(sketch, "A", "A").open == ["A", "B", "B", "H", "H"]


def test_a_called_process_in_a_multi_instance_is_interrupted() -> None:
    sketch = """
    process P
      start s -> K
      call K calls=Q mi=par card=2 -> Z
      boundary b on=K signal=stop -> X
      user X
      user Z
    process Q
      start q -> A
      user A -> qe
      end qe
      evsub E
        start x duration=PT1H nonint -> R
        user R
    """
    assert play(sketch, wait("PT1H")).open == ["A", "A", "R", "R"]
    assert play(sketch, wait("PT1H"), signal("stop")).open == ["X"]
    assert play(sketch, wait("PT1H"), signal("stop")).timers == []


def test_an_inclusive_join_behind_sub_processes_and_loops() -> None:
    sketch = """
    process P
      start s -> o
      or o -> S if a | m if b | C if c
      sub S -> j
        start s1 -> A
        user A
      xor m -> B
      user B -> x
      xor x -> m if more | j else
      user C -> j
      or j -> Z
      user Z
    """
    steps = [do("B", more=True), "A", do("B", more=True), "C"]

    played = play(sketch, *steps, a=True, b=True, c=True)

    assert played.open == ["B"]
    assert play(sketch, *steps, do("B", more=False), a=True, b=True, c=True).open == ["Z"]


def test_terminate_at_the_top_ends_nested_work_and_its_timers() -> None:
    sketch = """
    process P
      start s -> f
      and f -> K | T
      call K calls=Q
      user T -> t
      end t terminate
    process Q
      start q -> S
      sub S
        start s1 -> A
        user A mi=par card=2
        boundary b on=A duration=PT1H -> L
        user L
    """
    played = play(sketch, "T")

    assert (played.result, played.open, played.timers) == ("terminated", [], [])
    assert played.cancelled == ["A", "A", "K", "S"]


def test_three_processes_work_together() -> None:
    sketch = """
    process P
      start s -> order
      send order message=order -> g
      event g -> got | late
      catch got message=goods -> pay
      catch late duration=P7D -> complain
      user pay -> e
      user complain -> e
      end e
    process Shop
      start o message=order -> f
      and f -> pack | tell
      user pack -> ship
      end tell signal=sold
      end ship message=goods
    process Stock
      start st signal=sold -> refill
      user refill -> se
      end se
    """
    assert play(sketch).open == ["pack", "refill"]
    assert play(sketch, "pack").open == ["pay", "refill"]
    assert play(sketch, wait("P7D")).open == ["complain", "pack", "refill"]
    assert play(sketch, "pack", "refill", "pay").result == "completed"


def test_many_instances_keep_their_variables_apart() -> None:
    sketch = """
    process P
      start s -> A
      user A -> g
      xor g -> B if x > 1 | C else
      user B
      user C
    """
    played = play(sketch, start("P", x=2), start("P", x=3), "A", "A", "A", x=1)

    assert (played.open, played.variables) == (["B", "B", "C"], {"x": 1})


def test_many_rounds_of_rework() -> None:
    sketch = """
    process P
      start s -> m
      xor m -> f
      and f -> A | B
      user A -> j
      user B -> j
      and j -> g
      xor g -> m if again | e else
      end e
    """
    rounds = [step for _ in range(150) for step in (do("A", again=True), do("B"))]

    played = play(sketch, *rounds, do("B"), do("A", again=False))

    assert (played.result, played.count("j")) == ("completed", 151)


def test_work_goes_round_until_something_around_it_ends_it() -> None:
    sketch = """
    process P
      start s -> S | B
      sub S
        start s1 -> m
        xor m -> A
        user A -> m
      user B -> t
      end t terminate
      evsub X
        start x message=stop -> xe
        end xe
    """
    assert play(sketch, "A", "A").open == ["A", "B"]
    assert play(sketch, "A", "B").result == "terminated"
    assert play(sketch, "A", message("stop")).result == "completed"
