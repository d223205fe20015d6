"""Records: mirrors of what other systems hold. Orders, visits and rewards come in here, whichever way they came."""
