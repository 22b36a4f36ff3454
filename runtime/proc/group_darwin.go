package proc

import (
	"errors"
	"fmt"
)

const noWait = 0x20 // WNOWAIT

func processes() ([]member, error) { return ps() }

func adopt() (marker string, err error) {
	return "", fmt.Errorf("proc: subreaper on macOS: %w", errors.ErrUnsupported)
}

func (g *group) sweep() {}
