/** What one citation of a rule asks for, as an auditor puts it. */
export interface Control {
  /** As written in the rule: `164.308(a)(7)(ii)(D)`. */
  readonly citation: string;
  readonly title: string;
  /** `not-stated` where the source of the entry does not say. */
  readonly designation: 'required' | 'addressable' | 'not-stated';
  /** What an auditor asks to see, paraphrased. */
  readonly asks: string;
  /** What a drill can show for it; never the whole of what is asked. */
  readonly drillShows: string;
  /** Id of a source of its catalogue. */
  readonly source: string;
  /** The last day on which the entry may be used without a new look, `2027-05-31`. */
  readonly reviewBy: string;
}

/** Controls beside the rule in force, used only when they are asked for by name. */
export interface ControlProfile {
  readonly id: string;
  readonly title: string;
  /** `proposed` is not law: it is never counted as coverage of the rule. */
  readonly status: 'proposed';
  readonly note: string;
  readonly controls: readonly Control[];
}

/** A control catalogue, as `drills/controls/*.yaml` says it. */
export interface ControlCatalogue {
  readonly id: string;
  readonly title: string;
  /** The last time that somebody compared all of it with its sources. */
  readonly reviewed: string;
  readonly sources: readonly { readonly id: string; readonly title: string; readonly seen: string }[];
  /** The rule in force. */
  readonly controls: readonly Control[];
  /** Off by default. */
  readonly profiles: readonly ControlProfile[];
}

/** The control of a citation; null when the catalogue in force does not have it, or none is known. */
export function controlOf(catalogue: ControlCatalogue | null, citation: string): Control | null {
  return catalogue?.controls.find((control) => control.citation === citation) ?? null;
}

/** Entries whose review is overdue on a day (`2026-11-23`), those of the profiles that are asked for among them. */
export function overdueReviews(catalogue: ControlCatalogue, today: string, profiles: readonly string[] = []): readonly Control[] {
  const asked = catalogue.profiles.filter((profile) => profiles.includes(profile.id)).flatMap((profile) => profile.controls);
  return [...catalogue.controls, ...asked].filter((control) => control.reviewBy < today);
}
