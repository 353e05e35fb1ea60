<?php
/**
 * Plugin Name: Clinic Shop object cache
 * Description: Keeps WordPress's object cache in Redis. Needs the PHP extension redis.
 * Version:     1.0.0
 *
 * Reads WP_REDIS_HOST, WP_REDIS_PORT, WP_REDIS_PASSWORD and WP_REDIS_PREFIX. While Redis is away, every request works
 * with a cache of its own, as WordPress does without a drop-in.
 *
 * @package Clinic_Shop
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

/**
 * WordPress's cache with a copy in Redis. Values are serialised; a group of no persistence stays in memory.
 */
final class WP_Object_Cache {

	/**
	 * What this request knows, by key in Redis.
	 *
	 * @var array<string, mixed>
	 */
	private array $known = array();

	/**
	 * Groups that every site of a network shares.
	 *
	 * @var array<string, true>
	 */
	private array $global_groups = array();

	/**
	 * Groups that end with the request.
	 *
	 * @var array<string, true>
	 */
	private array $fleeting = array();

	/**
	 * Null while Redis is away.
	 */
	private ?Redis $redis = null;

	/**
	 * Connects.
	 */
	public function __construct() {
		try {
			$redis = new Redis();
			$redis->connect( WP_REDIS_HOST, (int) WP_REDIS_PORT, 1.0, null, 0, 1.0 );
			$redis->auth( WP_REDIS_PASSWORD );
			$redis->setOption( Redis::OPT_SERIALIZER, Redis::SERIALIZER_PHP );
			$this->redis = $redis;
		} catch ( RedisException ) {
			$this->redis = null;
		}
	}

	/**
	 * The key in Redis.
	 *
	 * @param int|string $key   As WordPress has it.
	 * @param string     $group As WordPress has it.
	 */
	private function name( int|string $key, string $group ): string {
		$group = '' === $group ? 'default' : $group;
		$blog  = isset( $this->global_groups[ $group ] ) ? 0 : get_current_blog_id();
		return WP_REDIS_PREFIX . "$blog:$group:$key";
	}

	/**
	 * Redis for this group, or null.
	 *
	 * @param string $group As WordPress has it.
	 */
	private function store( string $group ): ?Redis {
		return isset( $this->fleeting[ $group ] ) ? null : $this->redis;
	}

	/**
	 * Asks Redis; when it fails, the rest of the request goes without it.
	 *
	 * @template T
	 * @param string            $group   As WordPress has it.
	 * @param callable(Redis):T $ask     The question.
	 * @param T                 $without The answer without Redis.
	 * @return T
	 */
	private function ask( string $group, callable $ask, mixed $without ): mixed {
		$redis = $this->store( $group );
		if ( null === $redis ) {
			return $without;
		}
		try {
			return $ask( $redis );
		} catch ( RedisException ) {
			$this->redis = null;
			return $without;
		}
	}

	/**
	 * True when the key is there, here or in Redis; what Redis has is then known here.
	 *
	 * @param string $name  Key in Redis.
	 * @param string $group As WordPress has it.
	 * @param bool   $force Ask Redis even if this request knows it.
	 */
	private function has( string $name, string $group, bool $force = false ): bool {
		if ( array_key_exists( $name, $this->known ) && ! ( $force && null !== $this->store( $group ) ) ) {
			return true;
		}
		$found = $this->ask( $group, static fn( Redis $redis ): mixed => $redis->get( $name ), false );
		if ( ! is_array( $found ) ) {
			return false;
		}
		$this->known[ $name ] = $found[0];
		return true;
	}

	/**
	 * As wp_cache_get().
	 *
	 * @param int|string $key   Key.
	 * @param string     $group Group.
	 * @param bool       $force Past this request's own copy.
	 * @param bool|null  $found Whether it was there.
	 */
	public function get( int|string $key, string $group = 'default', bool $force = false, ?bool &$found = null ): mixed {
		$name  = $this->name( $key, $group );
		$found = $this->has( $name, $group, $force );
		$value = $found ? $this->known[ $name ] : false;
		return is_object( $value ) ? clone $value : $value;
	}

	/**
	 * As wp_cache_set().
	 *
	 * @param int|string $key    Key.
	 * @param mixed      $value  Anything that serialises.
	 * @param string     $group  Group.
	 * @param int        $expire Seconds, 0 for no end.
	 */
	public function set( int|string $key, mixed $value, string $group = 'default', int $expire = 0 ): bool {
		$name                 = $this->name( $key, $group );
		$this->known[ $name ] = is_object( $value ) ? clone $value : $value;
		return $this->ask( $group, static fn( Redis $redis ): bool => (bool) $redis->set( $name, array( $value ), $expire > 0 ? array( 'EX' => $expire ) : array() ), true );
	}

	/**
	 * As wp_cache_add().
	 *
	 * @param int|string $key    Key.
	 * @param mixed      $value  Anything that serialises.
	 * @param string     $group  Group.
	 * @param int        $expire Seconds, 0 for no end.
	 */
	public function add( int|string $key, mixed $value, string $group = 'default', int $expire = 0 ): bool {
		return ! wp_suspend_cache_addition() && ! $this->has( $this->name( $key, $group ), $group ) && $this->set( $key, $value, $group, $expire );
	}

	/**
	 * As wp_cache_replace().
	 *
	 * @param int|string $key    Key.
	 * @param mixed      $value  Anything that serialises.
	 * @param string     $group  Group.
	 * @param int        $expire Seconds, 0 for no end.
	 */
	public function replace( int|string $key, mixed $value, string $group = 'default', int $expire = 0 ): bool {
		return $this->has( $this->name( $key, $group ), $group ) && $this->set( $key, $value, $group, $expire );
	}

	/**
	 * As wp_cache_delete().
	 *
	 * @param int|string $key   Key.
	 * @param string     $group Group.
	 */
	public function delete( int|string $key, string $group = 'default' ): bool {
		$name  = $this->name( $key, $group );
		$there = array_key_exists( $name, $this->known );
		unset( $this->known[ $name ] );
		return $this->ask( $group, static fn( Redis $redis ): bool => 0 < $redis->del( $name ), false ) || $there;
	}

	/**
	 * As wp_cache_incr(); a negative offset counts down, never below 0.
	 *
	 * @param int|string $key    Key.
	 * @param int        $offset How many.
	 * @param string     $group  Group.
	 */
	public function count( int|string $key, int $offset, string $group ): int|false {
		$value = $this->get( $key, $group, true, $found );
		if ( ! $found ) {
			return false;
		}
		$value = max( 0, ( is_numeric( $value ) ? (int) $value : 0 ) + $offset );
		$this->set( $key, $value, $group );
		return $value;
	}

	/**
	 * Everything, of every request.
	 */
	public function flush(): bool {
		$this->known = array();
		return $this->ask( '', static fn( Redis $redis ): bool => (bool) $redis->flushDB(), true );
	}

	/**
	 * What this request knows; Redis keeps its own.
	 */
	public function flush_runtime(): bool {
		$this->known = array();
		return true;
	}

	/**
	 * Groups that every site of a network shares.
	 *
	 * @param string|string[] $groups Names.
	 */
	public function add_global_groups( string|array $groups ): void {
		$this->global_groups += array_fill_keys( (array) $groups, true );
	}

	/**
	 * Groups that end with the request.
	 *
	 * @param string|string[] $groups Names.
	 */
	public function add_non_persistent_groups( string|array $groups ): void {
		$this->fleeting += array_fill_keys( (array) $groups, true );
	}
}

// phpcs:disable Squiz.Commenting.FunctionComment.Missing -- WordPress documents these functions.
function wp_cache_init(): void {
	$GLOBALS['wp_object_cache'] = new WP_Object_Cache();
}
function wp_cache_get( $key, $group = '', $force = false, &$found = null ) {
	return $GLOBALS['wp_object_cache']->get( $key, (string) $group, (bool) $force, $found );
}
function wp_cache_set( $key, $data, $group = '', $expire = 0 ) {
	return $GLOBALS['wp_object_cache']->set( $key, $data, (string) $group, (int) $expire );
}
function wp_cache_add( $key, $data, $group = '', $expire = 0 ) {
	return $GLOBALS['wp_object_cache']->add( $key, $data, (string) $group, (int) $expire );
}
function wp_cache_replace( $key, $data, $group = '', $expire = 0 ) {
	return $GLOBALS['wp_object_cache']->replace( $key, $data, (string) $group, (int) $expire );
}
function wp_cache_delete( $key, $group = '' ) {
	return $GLOBALS['wp_object_cache']->delete( $key, (string) $group );
}
function wp_cache_incr( $key, $offset = 1, $group = '' ) {
	return $GLOBALS['wp_object_cache']->count( $key, (int) $offset, (string) $group );
}
function wp_cache_decr( $key, $offset = 1, $group = '' ) {
	return $GLOBALS['wp_object_cache']->count( $key, - (int) $offset, (string) $group );
}
function wp_cache_flush() {
	return $GLOBALS['wp_object_cache']->flush();
}
function wp_cache_flush_runtime() {
	return $GLOBALS['wp_object_cache']->flush_runtime();
}
function wp_cache_add_global_groups( $groups ): void {
	$GLOBALS['wp_object_cache']->add_global_groups( $groups );
}
function wp_cache_add_non_persistent_groups( $groups ): void {
	$GLOBALS['wp_object_cache']->add_non_persistent_groups( $groups );
}
function wp_cache_close() {
	return true;
}
function wp_cache_supports( $feature ) {
	return 'flush_runtime' === $feature;
}
