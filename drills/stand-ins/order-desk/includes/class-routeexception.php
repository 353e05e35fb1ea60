<?php
/**
 * WooCommerce's exception of the Store API.
 *
 * @package Order_Desk
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Automattic\WooCommerce\StoreApi\Exceptions;

/**
 * Thrown by a listener of the checkout to refuse it with a code and a status.
 */
class RouteException extends \Exception {

	/**
	 * A refusal.
	 *
	 * @param string $error_code       E.g. `woocommerce_rest_cart_empty`.
	 * @param string $message          For the customer.
	 * @param int    $http_status_code Its status.
	 */
	public function __construct( public string $error_code, string $message, int $http_status_code = 400 ) {
		parent::__construct( $message, $http_status_code );
	}

	/**
	 * The refusal as an answer of the Store API.
	 */
	public function to_response(): \WP_REST_Response {
		return new \WP_REST_Response(
			array(
				'code'    => $this->error_code,
				'message' => $this->getMessage(),
				'data'    => array( 'status' => $this->getCode() ),
			),
			$this->getCode()
		);
	}
}
