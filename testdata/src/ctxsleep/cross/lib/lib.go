// Package lib pauses for whoever calls it.
package lib

import "time"

// Settle waits for the device.
func Settle() { time.Sleep(3 * time.Second) }

// Nap waits for d.
func Nap(d time.Duration) { time.Sleep(d) }

// A Device is slow.
type Device struct{ delay time.Duration }

// Reset waits for as long as the device needs.
func (d *Device) Reset() { time.Sleep(d.delay) }

// Brief is over before anybody notices.
func Brief() { time.Sleep(time.Millisecond) }
