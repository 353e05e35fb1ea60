import { DrillError } from '../model/errors.ts';
import { defineStep } from '../model/kind.ts';
import { variantOf } from '../model/variant.ts';

/** Sets up a service anew with empty volumes, same image as before; done when the server accepts connections. */
export const provisionService = defineStep({
  kind: 'provision-service',
  title: 'Set up an empty service',
  controls: ['164.308(a)(7)(ii)(B)'],
  params: { type: 'object', additionalProperties: false, required: ['service'], properties: { service: { enum: ['db', 'web', 'cache'] } } },
  example: { service: 'db' },
  describe: ({ service }, site) => ({
    commands: commandsFor(service, variantOf(site).server),
    fidelity: 'equivalent',
    reason: 'the server came from a prepared container image, with database and account in it, not from an installation on a host',
  }),
  async apply({ service }, { mirror }) {
    if (service === 'cache' && !variantOf(mirror.site).objectCache) throw new DrillError('STEP_FAILED', 'This stack has no service cache.');
    await mirror.containers.provision(service);
    return { text: `${service} is new and empty, and accepts connections`, outputs: { service } };
  },
});

function commandsFor(service: 'db' | 'web' | 'cache', server: 'apache' | 'nginx'): readonly string[] {
  if (service === 'cache') return ['apt-get install redis-server', 'systemctl start redis-server'];
  if (service === 'web')
    return server === 'nginx'
      ? ['apt-get install nginx php-fpm wordpress', 'systemctl start php-fpm nginx']
      : ['apt-get install apache2 libapache2-mod-php wordpress', 'systemctl start apache2'];
  return [
    'apt-get install mariadb-server',
    'systemctl start mariadb',
    'mariadb -e "CREATE DATABASE wordpress"',
    "mariadb -e \"CREATE USER 'wordpress'@'%' IDENTIFIED BY '<password of wp-config.php>'\"",
    "mariadb -e \"GRANT ALL ON wordpress.* TO 'wordpress'@'%'\"",
  ];
}
