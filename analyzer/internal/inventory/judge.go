package inventory

import "github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"

// stops returns what can end the work that a call starts, the main one first.
// body is nil if it is not in sight.
func (c *collector) stops(call *lifetime.Call, body *lifetime.Func) []Mark { return nil }

// joins returns who waits for the work that a call starts.
func (c *collector) joins(call *lifetime.Call, body *lifetime.Func) []Mark { return nil }

// verdict sums up.
func verdict(stops, joins []Mark, inSight bool) Verdict { return Unknown }
