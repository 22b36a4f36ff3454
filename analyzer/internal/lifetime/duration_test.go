package lifetime

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Bounds never wrap around: what does not fit is unbounded.
func TestSaturation(t *testing.T) {
	const most = math.MaxInt64
	assert.EqualValues(t, 5, satAdd(2, 3))
	assert.EqualValues(t, -1, satAdd(2, -3))
	assert.EqualValues(t, most, satAdd(most-1, 2))
	assert.EqualValues(t, 6, satMul(2, 3))
	assert.EqualValues(t, 0, satMul(0, most))
	assert.EqualValues(t, most, satMul(most/2, 3))
	assert.EqualValues(t, most, satMul(-2, 3), "a negative factor is no bound")
}
