export { listStacks, type StackOptions, stackFolder, startStack } from './start-stack.js';
export {
  attachStack,
  type KafkaHandle,
  type KafkaListener,
  type KafkaListeners,
  type MongodbHandle,
  type RegistryHandle,
  Stack,
  type StackSummary,
} from './stack.js';
export { type ClientCertificate, ensureClientCertificate } from './client-certificate.js';
export { type BrowserProgram, testBrowser } from './test-browser.js';
export { choosePorts } from './free-ports.js';
export { IdentityProvider } from './identity-provider.js';
export type { KafkaSecurity } from './kafka-security.js';
export { type SecureMongodb, startSecureMongodb } from './secure-mongodb.js';
export type { Probe, ServiceHandle } from './service-handle.js';
export { SERVICE_NAMES, type ServiceName } from './service-state.js';
export { sharedTestStack } from './shared-test-stack.js';
export { projectRoot, stackHome } from './stack-home.js';
