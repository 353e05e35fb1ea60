/**
 * The parts of a WordPress web root that a runbook brings back one by one: what its vendor wrote (`core`), what the shop
 * added to it (`plugins`, `must-use`, `drop-ins`, `themes` with their translations), what people put in (`uploads`), and
 * how it is run (`config`: wp-config.php; `web-rules`: every .htaccess).
 */
export type WebRootPart = 'core' | 'plugins' | 'must-use' | 'drop-ins' | 'themes' | 'uploads' | 'config' | 'web-rules';
