//go:build !linux && !darwin

package proc

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

var terminate = os.Interrupt

type group struct{}

func start(*exec.Cmd, *options) (*group, error) {
	return nil, fmt.Errorf("proc: no process groups that can be stopped as a whole on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}

func (g *group) signal(os.Signal) {}
func (g *group) kill()            {}
func (g *group) awaitLeader()     {}
func (g *group) alive() bool      { return false }
func (g *group) awaitEnd() bool   { return true }
func (g *group) sweep()           {}
