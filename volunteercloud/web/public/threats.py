"""The threat model 威胁模型 as everybody may read it: who might want what, how, what answers, and what remains.

docs/security/threat-model.md says the same to whoever runs or builds this; a test holds the two to each other.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Threat:
    who: Promise
    wants: Promise
    by: Promise
    answers: Promise
    remains: Promise


THREATS = (
    Threat(
        _("Stranger"),
        _("an account"),
        _("guessing, stolen passwords, codes"),
        _(
            "pauses that grow, counted by all processes; codes with three guesses; passkeys; power takes a second step; "
            "owners are told of guesses that ended well; devices signed out by their owner or the operator"
        ),
        _("a volunteer with one factor and a stolen password"),
    ),
    Threat(
        _("Stranger"),
        _("document numbers"),
        _("the database, its files, a backup, a log"),
        _(
            "sealed by keys that are not in the database; looked for by keyed hash; backups sealed for a key the "
            "server need not have; lines hide what is somebody's"
        ),
        _("whoever holds the running server and its keys"),
    ),
    Threat(
        _("Stranger"),
        _("somebody's papers"),
        _("guessing numbers of certificates, shared links, hour codes"),
        _("thirty wrong ones a minute and address; links of 160 bits; ten hour codes an hour and person"),
        _("with a thousand addresses one certificate's code in half a year"),
    ),
    Threat(
        _("Stranger"),
        _("the site to fall"),
        _("floods, bombs in pictures, sheets, archives, JSON, XML"),
        _("limits by person and address; size, pixels, rows, depth and values bounded before they are unpacked"),
        _("many machines at the network: the operator's provider"),
    ),
    Threat(
        _("Stranger"),
        _("a reader's session"),
        _("code in a text, a foreign page, a planted cookie"),
        _(
            "nothing inline and no other host in any page; tokens of forms; __Host- cookies; no framing; next stays "
            "here; no TRACE; a browser forgets when the session ends"
        ),
        _("a flaw of the browser"),
    ),
    Threat(
        _("Seller of hours"),
        _("hours that were not given"),
        _("codes passed on, an accomplice who confirms, lists"),
        _("no hour without evidence; nobody confirms their own; grades; the radar; the public log"),
        _("an organization that lies with its volunteers, until somebody objects"),
    ),
    Threat(
        _("Organization"),
        _("other people's data"),
        _("searching by name, exports"),
        _("rights by role, each reading of a number noted; members only; figures of small groups withheld"),
        _("what its own volunteers told it"),
    ),
    Threat(
        _("Officer"),
        _("a favour, a grudge"),
        _("decisions, looking people up"),
        _("a second step and a fresh proof; an entry each; two officers where a region wants it; appeals go to others"),
        _("two officers together; the trail shows it"),
    ),
    Threat(
        _("Officer, or another node"),
        _("to look into the operator's network"),
        _("an address to be asked"),
        _("public addresses only, looked up once; no redirections; bounded answers"),
        _("services that an operator allows by network"),
    ),
    Threat(
        _("Owner of an organization"),
        _("to look into the operator's network, or to flood somebody"),
        _("an address for webhooks"),
        _(
            "as above, before every try; nothing of an answer is shown; four at once to one address, longer and "
            "longer pauses, the end after five days; ten addresses"
        ),
        _("ids of its own people sent wherever it says"),
    ),
    Threat(
        _("Other node"),
        _("hours invented, people counted twice"),
        _("bundles, steps, figures"),
        _("every version under its log's proof; steps signed and each once; one author a step"),
        _("it can invent service of its own people, and hold times by never committing"),
    ),
    Threat(
        _("Other node"),
        _("who is registered where"),
        _("asking the national node"),
        _("blinded tokens, a number a day of questions and of deposits, each question told to the person"),
        _("a node that asks about its own people"),
    ),
    Threat(
        _("Partner site"),
        _("more than it was given"),
        _("its token, its redirect"),
        _("scopes, exact addresses to return to, what was agreed to, for 90 days"),
        _("what the person agreed to"),
    ),
    Threat(
        _("Somebody between a partner site and us"),
        _("what the person agreed to"),
        _("a code picked up on the way"),
        _("the site's secret and PKCE; a code that comes twice ends everything that was given for it"),
        _("somebody who has the site's secret too"),
    ),
    Threat(
        _("Operator"),
        _("to rewrite history"),
        _("the database itself"),
        _("append-only log, cosigned by others; records compared with it every night"),
        _("history before the first cosignature"),
    ),
    Threat(
        _("Operator"),
        _("to read what is sealed"),
        _("keys on the machine"),
        _("a key service that logs; none can be kept from who runs the machine"),
        _("this"),
    ),
    Threat(
        _("Maker of a library"),
        _("our machines"),
        _("a changed package"),
        _(
            "versions pinned with hashes; few packages; a bill of materials; no scripts at installation; "
            "days within which weaknesses are mended"
        ),
        _("a flaw nobody knows yet"),
    ),
    Threat(
        _("Whoever records today"),
        _("to open it with a quantum computer"),
        _("TLS, papers for nodes, backups"),
        _("symmetric keys of 256 bits; how we move on"),
        _("what was recorded before"),
    ),
    Threat(
        _("Somebody near"),
        _("a phone left at the door"),
        _("the device of a check-in desk"),
        _("the device has one shift and nothing else; ends with the leader's password"),
        _("names on the roster of that shift"),
    ),
)
