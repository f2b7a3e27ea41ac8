import type { Hdf5Library } from '../codecs/file-system';

/** The function of the library's file system through which it opens every file. */
interface OpenFiles {
  open(path: string, flags: number | string, ...rest: unknown[]): unknown;
  readonly ErrnoError: new (code: number) => Error;
}

/** Numbers of Emscripten's system calls. */
const permissionDenied = 2;
const createsNew = 0o300;
const isFolder = 0o200000;

/**
 * Keeps the HDF5 library from opening files that an HDF5 file names: targets of external links, external storage, sources
 * of virtual datasets. Must be removed in the same synchronous step.
 */
export class FileGuard {
  private readonly files: OpenFiles;
  private readonly open: OpenFiles['open'];
  private own: string | undefined;
  private isClosed = false;
  private first: string | undefined;

  /** Allows the first file that is opened, and no other. */
  constructor(library: Hdf5Library) {
    this.files = library.Module.FS as unknown as OpenFiles;
    this.open = this.files.open;
    this.files.open = (path, flags, ...rest) => {
      // The library writes its error messages to a new temporary file.
      const isNew = typeof flags === 'number' && (flags & createsNew) === createsNew;
      this.own ??= path;
      if (isNew || (path === this.own && !this.isClosed)) return this.open(path, flags, ...rest);
      // It looks for plugins in a folder whenever it cannot read something.
      const searches = typeof flags === 'number' && (flags & isFolder) !== 0;
      if (!searches) this.first ??= path;
      throw new this.files.ErrnoError(permissionDenied);
    };
  }

  /** The first file that was refused; `undefined` if there was none. */
  get refused(): string | undefined {
    return this.first;
  }

  /** Refuses even the first file from now on: a file can also name itself. */
  close(): void {
    this.isClosed = true;
  }

  /** Lets the library open files again. */
  remove(): void {
    this.files.open = this.open;
  }
}
