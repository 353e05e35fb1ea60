#!/bin/bash
# The Docker operations of database-loss by hand: what somebody would write who wanted only the restore, without
# watchers, readings, proof or evidence. Prints the seconds of what it did, without the backup, as one number.
# Needs: WEB DB TOOLBOX (image ids), SNAPSHOT_DB SNAPSHOT_WEB (volumes), KEYS (phi-vault's key file), ORDER (an order id).
set -euo pipefail
run=shelldrill$$; label="muster.run=$run"; work=$(mktemp -d); elapsed=0
now() { date +%s.%N; }
begin() { started=$(now); }
end() { elapsed=$(awk "BEGIN { print $elapsed + $(now) - $started }"); }
cleanup() {
  docker ps -aq --filter "label=$label" | xargs -r docker rm -fv >/dev/null
  docker volume ls -q --filter "label=$label" | xargs -r docker volume rm >/dev/null
  docker network ls -q --filter "label=$label" | xargs -r docker network rm >/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
limits=(--cap-drop ALL --security-opt no-new-privileges:true --pids-limit 256 --log-opt max-size=1m --tmpfs /run/muster:rw,nosuid,nodev,noexec,size=16m,mode=0755 --network "$run" --label "$label")
password=$(openssl rand -hex 24)

volume() { docker volume create --label "$label" "$run-$1" >/dev/null; }
database() { # [snapshot option]
  docker run -d --name "$run-db" --network-alias db "${limits[@]}" --memory 1g --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER --cap-add SETGID --cap-add SETUID \
    -v "$run-database:/var/lib/mysql" "$@" "$DB" >/dev/null
  deliver "$run-db" init.sql resolv.conf
  until docker exec "$run-db" mariadb -N -e "SELECT 1 FROM mysql.user WHERE user = 'muster'" >/dev/null 2>&1; do sleep 0.05; done
}
deliver() { # container, files
  local to=$1; shift
  touch "$work/.ready"
  tar -C "$work" -c "$@" .ready | docker exec -i "$to" tar -x -p --no-same-owner -C /run/muster
}
control() { docker exec -i -u www-data "$run-web" php /opt/muster/control.php "$@"; }
answers() { docker exec "$run-web" php -r '$c = stream_context_create(["ssl" => ["verify_peer" => false, "verify_peer_name" => false], "http" => ["header" => "Host: shop.clinic.example"]]); echo @file_get_contents("https://127.0.0.1/wp-json/wc/store/v1/products?search=canary", false, $c) ? "yes" : "no";' | grep -q yes; }

# Provision and load: network, volumes, three containers, secrets, keys; until the shop answers.
begin
docker network create --internal -o com.docker.network.bridge.inhibit_ipv4=true --label "$label" "$run" >/dev/null
for name in webroot database backups offbox guard escrow; do volume "$name"; done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=shop.clinic.example -keyout "$work/site.key" -out "$work/site.pem" 2>/dev/null
cat > "$work/init.sql" <<SQL
CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE USER IF NOT EXISTS 'muster'@'%';
ALTER USER 'muster'@'%' IDENTIFIED BY '$password';
CREATE USER IF NOT EXISTS 'wordpress'@'%';
ALTER USER 'wordpress'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO 'muster'@'%';
GRANT ALL PRIVILEGES ON wordpress.* TO 'wordpress'@'%';
SQL
printf '{"host":"db","name":"wordpress","user":"wordpress","password":"%s"}' "$password" > "$work/database.json"
printf '[client]\nuser = muster\npassword = %s\n' "$password" > "$work/account.cnf"
printf 'nameserver 127.0.0.11\n' > "$work/resolv.conf"
chmod 644 "$work"/*
docker run -d -i --init --name "$run-toolbox" --network-alias toolbox "${limits[@]}" --memory 512m --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER --cap-add SETGID --cap-add SETUID --cap-add NET_BIND_SERVICE \
  --entrypoint cat -v "$run-backups:/backups" -v "$run-offbox:/var/log/phi-offbox" "$TOOLBOX" >/dev/null
deliver "$run-toolbox" account.cnf
database -v "$SNAPSHOT_DB:/snapshot:ro" & started_db=$!
docker run -d --name "$run-web" --network-alias web "${limits[@]}" --memory 1g --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER --cap-add KILL --cap-add NET_BIND_SERVICE --cap-add SETGID --cap-add SETUID \
  -e MUSTER_SITE_HOST=shop.clinic.example -v "$run-webroot:/var/www/html" -v "$run-backups:/backups:ro" -v "$run-offbox:/var/log/phi-offbox" -v "$run-guard:/var/log/muster" -v "$SNAPSHOT_WEB:/snapshot:ro" "$WEB" >/dev/null
deliver "$run-web" site.pem site.key database.json resolv.conf
docker exec -i "$run-web" sh -c 'cat > /etc/phi-vault/keys.json; chown www-data /etc/phi-vault/keys.json' < "$KEYS"
wait "$started_db"
until answers; do sleep 0.1; done
end

# The backup, which is not timed: the restore needs one.
docker exec "$run-toolbox" bash -c 'age-keygen -o /tmp/identity 2>/dev/null; mariadb-dump --defaults-file=/opt/muster/client.cnf --single-transaction --quick --hex-blob wordpress | zstd -q -3 | age -r "$(age-keygen -y /tmp/identity)" -o /backups/dump'
docker run --rm -i --network none --label "$label" --entrypoint sh -v "$run-escrow:/escrow" "$TOOLBOX" -c 'cat > /escrow/phi-key' < "$KEYS"
docker exec "$run-toolbox" cat /tmp/identity | docker run --rm -i --network none --label "$label" --entrypoint sh -v "$run-escrow:/escrow" "$TOOLBOX" -c 'cat > /escrow/identity'

# Fault and restore, step by step as the runbook has them.
begin
docker rm -fv "$run-db" >/dev/null; docker volume rm "$run-database" >/dev/null
echo '<?php $upgrading = time();' | docker exec -i -u www-data "$run-web" tee /var/www/html/.maintenance >/dev/null
docker run --rm --network none --label "$label" --entrypoint cat -v "$run-escrow:/escrow:ro" "$TOOLBOX" /escrow/identity | docker exec -i "$run-toolbox" sh -c 'cat > /run/muster/identity'
docker run --rm --network none --label "$label" --entrypoint cat -v "$run-escrow:/escrow:ro" "$TOOLBOX" /escrow/phi-key | docker exec -i "$run-web" sh -c 'cat > /etc/phi-vault/keys.json'
volume database
database
docker exec "$run-toolbox" bash -c 'set -o pipefail; age -d -i /run/muster/identity /backups/dump | zstd -q -d | mariadb --defaults-file=/opt/muster/client.cnf --binary-mode wordpress'
docker exec "$run-toolbox" mariadb --defaults-file=/opt/muster/client.cnf wordpress -e "UPDATE wp_options SET option_value = 'a:0:{}' WHERE option_name = 'active_plugins'"
for plugin in phi-vault phi-access-log "$COMMERCE" rx-intake care-roles; do echo "{\"plugin\":\"$plugin\"}" | control activate >/dev/null; done
echo '{}' | control purge-sessions >/dev/null
echo '{}' | control flush-cache >/dev/null
docker exec "$run-web" rm /var/www/html/.maintenance
until answers; do sleep 0.1; done
end

# Teardown.
begin
cleanup
end
printf '%.3f\n' "$elapsed"
