// The one place that loads onnxruntime: modules are evaluated in the order of their imports.
import './telemetryOff';

export * as ort from 'onnxruntime-node';
