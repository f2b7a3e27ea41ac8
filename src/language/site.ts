import type { LocatedDocument, Path } from '../base/source/located-document';

/** Where an entry of `blocks` stands. */
export interface Site {
  readonly path: Path;
  /** Where the value at a path inside the entry stands: inside it too, or where a parameter of its template got it from. */
  readonly locate: (inner: Path) => Path;
  /** Where the templates that it stands in are used, outermost first. */
  readonly uses: readonly Path[];
}

/** The site of an entry outside of templates. */
export function siteAt(path: Path): Site {
  return { path, locate: (inner) => [...path, ...inner], uses: [] };
}

/** Says of a finding inside a template which use of the template led there: the outermost uses. */
export function usesOf({ uses }: Pick<Site, 'uses'>): { readonly message: string; readonly path: Path }[] {
  return uses.slice(0, 3).map((path) => ({ message: 'its template is used here', path }));
}

/** The place of an entry's option, if it is written, else of another part of it. */
export function optionOr(document: LocatedDocument, site: Site, option: string, otherwise: Path): Path {
  const path = site.locate([option]);
  return document.has(path) ? path : otherwise;
}
