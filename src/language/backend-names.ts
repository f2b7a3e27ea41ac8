/** The backends that come with the library, in the order of `auto`: a check knows them without loading any. */
export const builtInBackendNames = ['webgpu', 'tensorflow', 'webgl', 'onnxruntime', 'wasm', 'cpu'] as const;
