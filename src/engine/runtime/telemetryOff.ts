// onnxruntime 1.29 and later sends telemetry unless one of these variables is set before it is loaded.

// Linux and macOS: no uploader starts, no device id and no file is written (onnxruntime's docs/Privacy.md).
process.env.ORT_DISABLE_TELEMETRY = '1';
// Windows: no event provider is registered (core/platform/windows/telemetry.cc), and the variable above is not read.
// The C API's DisableTelemetryEvents would come after the first event, and onnxruntime-node does not offer it.
process.env.ORT_RUNNING_UNIT_TESTS = '1';
