<?php
/**
 * Plugin Name: Clinic Visibility
 * Description: Products under `_restricted` are found by staff who may read prescriptions, and by nobody else; files that are nobody's business are not served.
 * Version:     1.0.0
 *
 * A must-use plugin, so that nobody can switch it off. Asked for a product in any way (search, list, feed, sitemap, REST,
 * embed, its own address), the shop answers as if it were not there. The rules for the web server go into WordPress's
 * own part of `.htaccess`: saving the permalinks without this plugin leaves them out.
 *
 * @package Clinic_Visibility
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Clinic_Visibility;

defined( 'ABSPATH' ) || exit;

const MARK = '_restricted';

/** Dot files; logs, backups and the shop's private uploads; copies of the configuration, dumps and logs by their endings. */
const RULES = <<<'RULES'
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule (^|/)\.(?!well-known(/|$)) - [F]
RewriteRule ^wp-content/(backups?|updraft|ai1wm-backups|uploads/(wc-logs|woocommerce_uploads|backups?))/ - [F]
RewriteRule ^wp-config\.php.+$ - [F]
RewriteRule \.(bak|old|orig|save|swp|sql|sql\.gz|env|log)$ - [F]
</IfModule>

RULES;

/**
 * Staff who may read prescriptions; the command line is theirs as well.
 */
function may_see(): bool {
	return 'cli' === PHP_SAPI || current_user_can( 'read_prescriptions' );
}

/**
 * True for a product that the visitor must not find.
 *
 * @param int $id A post's.
 */
function hidden( int $id ): bool {
	return $id > 0 && 'yes' === get_post_meta( $id, MARK, true ) && ! may_see();
}

/**
 * Leaves restricted products out of every query that could give products.
 *
 * @param \WP_Query $query Before it runs.
 */
function leave_out( \WP_Query $query ): void {
	$types = array_filter( (array) $query->get( 'post_type' ) );
	if ( may_see() || ( array() !== $types && array() === array_intersect( $types, array( 'any', 'product' ) ) ) ) {
		return;
	}
	$own   = array( 'key' => MARK, 'compare' => 'NOT EXISTS' );
	$other = $query->get( 'meta_query' );
	$query->set( 'meta_query', is_array( $other ) && array() !== $other ? array( 'relation' => 'AND', $other, $own ) : array( $own ) );
}

/**
 * A REST route that names one product answers as if there were none.
 *
 * @param mixed            $response What WordPress has so far.
 * @param mixed            $handler  Unused.
 * @param \WP_REST_Request $request  The request.
 */
function refuse_route( mixed $response, mixed $handler, \WP_REST_Request $request ): mixed {
	$names_one = preg_match( '#^/(?:wp|wc(?:/store)?)/v\d/products?/(\d+)#', $request->get_route(), $found );
	return 1 === $names_one && hidden( (int) $found[1] ) ? new \WP_Error( 'rest_not_found', __( 'Not found.', 'clinic-visibility' ), array( 'status' => 404 ) ) : $response;
}

add_action( 'pre_get_posts', __NAMESPACE__ . '\\leave_out', PHP_INT_MAX );
add_filter( 'rest_request_before_callbacks', __NAMESPACE__ . '\\refuse_route', 10, 3 );
add_filter( 'oembed_request_post_id', static fn( $id ) => hidden( (int) $id ) ? 0 : $id );
add_filter( 'mod_rewrite_rules', static fn( string $rules ): string => RULES . $rules );
