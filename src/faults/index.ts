import type { Fault } from '../model/kind.ts';
import { breakBackup } from './break-backup.ts';
import { cutLog } from './cut-log.ts';
import { damagePages } from './damage-pages.ts';
import { damageRows } from './damage-rows.ts';
import { deactivatePlugins } from './deactivate-plugins.ts';
import { grantRole } from './grant-role.ts';
import { lockOut } from './lock-out.ts';
import { clockSkew } from './clock-skew.ts';
import { cutNetwork } from './cut-network.ts';
import { fillDisk } from './fill-disk.ts';
import { killService } from './kill-service.ts';
import { changeVersion } from './change-version.ts';
import { dangleDropIns } from './dangle-drop-ins.ts';
import { encryptFiles } from './encrypt-files.ts';
import { encryptTables } from './encrypt-tables.ts';
import { loseFiles } from './lose-files.ts';
import { loseHost } from './lose-host.ts';
import { loseKey } from './lose-key.ts';
import { loseSalts } from './lose-salts.ts';
import { loseVolume } from './lose-volume.ts';
import { loseWebRules } from './lose-web-rules.ts';
import { plantCode } from './plant-code.ts';
import { rebuildAccounts } from './rebuild-accounts.ts';
import { poisonBackup } from './poison-backup.ts';
import { replaceKey } from './replace-key.ts';
import { rewindTables } from './rewind-tables.ts';
import { rotateKey } from './rotate-key.ts';
import { resetRolesOption } from './reset-roles-option.ts';
import { tamperCore } from './tamper-core.ts';

/** Every kind of fault that a drill can name. */
export const faults: readonly Fault[] = [
  loseVolume,
  loseFiles,
  loseKey,
  damageRows,
  damagePages,
  tamperCore,
  plantCode,
  replaceKey,
  breakBackup,
  rotateKey,
  loseSalts,
  cutLog,
  rewindTables,
  deactivatePlugins,
  resetRolesOption,
  grantRole,
  lockOut,
  rebuildAccounts,
  cutNetwork,
  killService,
  fillDisk,
  clockSkew,
  loseHost,
  loseWebRules,
  encryptFiles,
  encryptTables,
  poisonBackup,
  dangleDropIns,
  changeVersion,
];
