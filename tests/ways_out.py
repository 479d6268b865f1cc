"""A crisis small enough to solve by hand, and packages that fail or work for one reason each.

Two sides, lambda 2, nobody with a type. War comes with 40 % after a tense year and with 5 % after
a deal. The sums are done in docs/theory/offramps.md.
"""

from __future__ import annotations

import numpy as np

from detente.model.crisis import Crisis
from detente.scenario import parse

CRISIS = """
detente: 1
name: two-sides
title: Two sides and a spoiler
as_of: 2024-01-01
facts: {deal: [none, agreed, broken], edge: [no, yes]}
actors:
  ayland: {title: Ayland, rationality: 2}
  beeland: {title: Beeland, rationality: 2}
  gang: {title: The gang, rationality: 2}
  broker: {title: The broker, rationality: 2}
moves:
  grumble: {by: ayland, title: Grumble}
  shrug: {by: ayland, title: Shrug}
  attack: {by: gang, title: Attack the deal, rung: 6, when: deal is agreed, then: {deal: broken}}
  stay_home: {by: gang, title: Stay home, when: deal is agreed}
  calm_year:
    by: nature
    when: deal is agreed
    outcomes: {slide: {chance: 0.05, then: {edge: yes}}, quiet: rest}
  tense_year:
    by: nature
    when: deal is not agreed
    outcomes: {slide: {chance: 0.4, then: {edge: yes}}, quiet: rest}
  war: {by: nature, rung: 10, when: edge}
course:
  - {on: 2024-02-01, actor: ayland, choose: [grumble, shrug]}
  - {on: 2024-06-01, actor: gang, choose: [attack, stay_home]}
  - {on: 2024-12-31, actor: nature, choose: [calm_year, tense_year]}
  - {on: 2024-12-31, actor: nature, choose: [war]}
stakes:
  gang: {pays: {each: attack, worth: GANG}}
questions:
  W: {text: "Will there be war by 31 December 2024?", by: 2024-12-31, asks: war, resolves: AP}
packages:
  deal:
    text: Compliance for relief
    reason: by hand
    by: [ayland, beeland]
    facts: {complied: [no, yes], relieved: [no, yes]}
    moves:
      comply: {by: ayland, title: Comply, then: {complied: yes}}
      refuse: {by: ayland, title: Refuse}
      relieve: {by: beeland, title: Give relief, then: {relieved: yes, deal: agreed}}
      keep: {by: beeland, title: Keep the pressure}
    stakes:
      ayland:
        relief: {when: relieved, worth: 3}
        burden: {when: complied, worth: -1}
        trust: {when: complied and relieved, worth: 2}
        cheated: {when: complied and not relieved, worth: -3}
      beeland:
        gain: {when: complied, worth: 3}
        price: {when: relieved, worth: -2}
    course:
      - on: 2024-03-01
        stages:
          - {name: compliance, actor: ayland, choose: [comply, refuse]}
          - {name: relief, within: 30 days, actor: beeland, choose: [relieve, keep], when: comply}
  unwanted:
    text: Relief that neither wants
    reason: nobody accepts it
    by: [beeland]
    moves:
      offer: {by: beeland, title: Offer, then: {deal: agreed}}
      withhold: {by: beeland, title: Withhold}
    stakes: {beeland: {shame: {each: offer, worth: -10}}}
    course: [{on: 2024-03-01, stages: [{actor: beeland, choose: [offer, withhold]}]}]
levers:
  talk:
    by: broker
    text: The broker may speak or not
    reason: an option with no effect
    moves: {speak: {by: broker}, hush: {by: broker}}
    course: [{on: 2024-03-15, stages: [{actor: broker, choose: [speak, hush]}]}]
  pay_the_gang:
    by: broker
    text: The gang is paid to stay home
    reason: the spoiler's price
    stakes:
      gang: {paid: {each: attack, worth: -3}}
      broker: {payment: {when: always, worth: -0.5}}
"""


def two_sides(*, gang: float = -10.0) -> Crisis:
    """Return the crisis with what an attack is worth to the gang; by default it never attacks."""
    return parse(CRISIS.replace("GANG", str(gang)))


def logit(x: float) -> float:
    """Return the logistic function."""
    return float(1.0 / (1.0 + np.exp(-x)))


def deal_kept(*, gang: float = -10.0) -> float:
    """Return the chance that an agreed deal is not attacked, by hand."""
    return 1.0 - logit(2.0 * gang)


def war(whole: float, *, gang: float = -10.0) -> float:
    """Return the chance of war given the chance of whole delivery, by hand."""
    kept = whole * deal_kept(gang=gang)
    return 0.05 * kept + 0.4 * (1.0 - kept)


def ayland_first() -> tuple[float, float]:
    """Return the chances of compliance and of relief for it, Ayland first, by hand."""
    relief = logit(2.0 * (1.0 - 3.0))
    comply = logit(2.0 * (4.0 * relief - 4.0 * (1.0 - relief)))
    return comply, relief


def beeland_first() -> tuple[float, float]:
    """Return the chances of relief and of compliance for it, Beeland first, by hand."""
    comply = logit(2.0 * (4.0 - 3.0))
    relief = logit(2.0 * (1.0 * comply - 2.0 * (1.0 - comply)))
    return relief, comply
