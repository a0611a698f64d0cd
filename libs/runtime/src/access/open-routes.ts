/** Orchestrators and Prometheus come without credentials, at any load, and learn states and counts, no records. */
export const OPEN_ROUTES: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);
