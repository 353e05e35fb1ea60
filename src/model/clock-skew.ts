/** The fault that sets a clock wrong: a drill that names it gets a web server with a clock of its own. */
export const clockSkewKind = 'clock-skew';
