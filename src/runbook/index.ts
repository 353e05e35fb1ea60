import type { StepKind } from '../model/kind.ts';
import { chooseBackup } from './choose-backup.ts';
import { lockAccounts, restoreAccess } from './accounts.ts';
import { emergencyClose, emergencyOpen, emergencyRead } from './emergency.ts';
import { exec } from './exec.ts';
import { importExternalLog } from './import-external-log.ts';
import { maintenanceOff, maintenanceOn } from './maintenance.ts';
import { provisionService } from './provision-service.ts';
import { raiseIds } from './raise-ids.ts';
import { reactivatePlugins } from './reactivate-plugins.ts';
import { restoreConfig } from './restore-config.ts';
import { restoreCore } from './restore-core.ts';
import { restoreDatabase } from './restore-database.ts';
import { restoreKeys } from './restore-keys.ts';
import { resetRoles } from './reset-roles.ts';
import { restoreRows } from './restore-rows.ts';
import { revoke } from './revoke.ts';
import { rotateSalts } from './rotate-salts.ts';
import { reconnectService, restartService } from './services.ts';
import { restorePlugins } from './restore-plugins.ts';
import { restoreUploads } from './restore-uploads.ts';
import { flushCache, purgeSessions } from './sessions.ts';
import { wp } from './wp.ts';

/** Every kind of step that a runbook can name. */
export const steps: readonly StepKind[] = [
  exec,
  wp,
  maintenanceOn,
  maintenanceOff,
  provisionService,
  restoreKeys,
  chooseBackup,
  restoreDatabase,
  restoreRows,
  restoreCore,
  restorePlugins,
  restoreUploads,
  restoreConfig,
  importExternalLog,
  reactivatePlugins,
  raiseIds,
  purgeSessions,
  flushCache,
  resetRoles,
  revoke,
  rotateSalts,
  lockAccounts,
  restoreAccess,
  emergencyOpen,
  emergencyRead,
  emergencyClose,
  restartService,
  reconnectService,
];
