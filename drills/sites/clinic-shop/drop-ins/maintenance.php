<?php
/**
 * What a visitor sees while the shop is closed: how a patient reaches the clinic meanwhile. WordPress includes it from
 * wp-content by its name; a copy of the shop without it shows a blank line instead.
 *
 * @package Clinic_Shop
 * @license GPL-2.0-or-later
 */

declare(strict_types=1);

http_response_code( 503 );
header( 'Content-Type: text/html; charset=utf-8' );
header( 'Retry-After: 600' );
header( 'Cache-Control: no-store' );
?>
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Closed for maintenance</title>
<h1>The shop is closed for maintenance</h1>
<p>Your records are safe. For a prescription that cannot wait, call the clinic: 555-0100.</p>
</html>
