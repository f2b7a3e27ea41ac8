import type { LocationReader } from '../../base/source/read-source';
import { fetchSource } from '../../base/source/read-source';

/** Fetches a spec at a URL, relative to the page or worker. */
export const readBrowserLocation: LocationReader = (location) =>
  fetchSource(
    new URL(location, typeof document === 'undefined' ? self.location.href : document.baseURI).href,
  );
