import type { LocatedDocument, Path } from '../base/source/located-document';

/** The place of an entry of `blocks` in the spec. */
export interface Site {
  readonly path: Path;
  /** Converts a path inside the entry to one in the spec: inside the entry, or where a template parameter was set. */
  readonly locate: (inner: Path) => Path;
  /** Paths of the uses of the templates that contain it, outermost first. */
  readonly uses: readonly Path[];
}

/** Returns the site of an entry outside of templates. */
export function siteAt(path: Path): Site {
  return { path, locate: (inner) => [...path, ...inner], uses: [] };
}

/** Returns the related places of a diagnostic inside a template: the outermost uses that lead to it. */
export function usesOf({ uses }: Pick<Site, 'uses'>): { readonly message: string; readonly path: Path }[] {
  return uses.slice(0, 3).map((path) => ({ message: 'the template is used here', path }));
}

/** Returns the path of an entry's option if it is written, or else `otherwise`. */
export function optionOr(document: LocatedDocument, site: Site, option: string, otherwise: Path): Path {
  const path = site.locate([option]);
  return document.has(path) ? path : otherwise;
}
